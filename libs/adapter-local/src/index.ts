export { localBundleSinks } from './bundle-sink/bundle-sinks.ts';
export { LocalImageFiles } from './images/local-image-files.ts';
export { RejectedFolder } from './rejected/rejected-folder.ts';
export { ThreadCodec } from './seal/thread-codec.ts';
export type { ThreadCodecOptions } from './seal/thread-codec.ts';
export { FolderVault } from './vault/folder-vault.ts';
export type { FolderVaultOptions } from './vault/folder-vault.ts';
