/** True when a path stays inside the bag and means the same to every file system (docs/spec/bundle.md line 2; F-70). */
export const isSafePath = (path: string): boolean =>
  path.length <= 4096 &&
  path.isWellFormed() &&
  !/[\0\\\ufffd]/.test(path) &&
  path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');

/** A path as a manifest writes it, decoded: only `%`, CR and LF are encoded there (RFC 8493 §2.1.3). */
export const decodeBagPath = (path: string): string =>
  path.replace(/%(?:25|0A|0D)/gi, (encoded) => decodeURIComponent(encoded));
