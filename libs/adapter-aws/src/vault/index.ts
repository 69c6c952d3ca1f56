export { createVaultBucket } from './create-bucket.ts';
export { S3Vault } from './s3-vault.ts';
export type { S3VaultOptions } from './s3-vault.ts';
