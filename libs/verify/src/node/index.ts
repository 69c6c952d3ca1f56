export { directoryReader } from './directory-reader.ts';
export { tarReader } from './tar-reader.ts';
export { verifyPath, withBundle } from './verify-path.ts';
export { decodeZstd } from './zstd-decoder.ts';
