import { z } from 'zod';

/** SHA-256 in lower-case hex: 64 characters. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is 64 lower-case hex characters')
  .brand<'Sha256'>();
export type Sha256 = z.infer<typeof sha256Schema>;

/** SHA-256 of no bytes at all. An item with this digest is an empty capture and never sealed as evidence (F-01). */
export const EMPTY_SHA256: Sha256 = sha256Schema.parse(
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
);
