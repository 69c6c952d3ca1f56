import { CustodyError } from '../errors.ts';

/**
 * A path as BagIt manifests write it: `%`, CR and LF percent-encoded, nothing else (RFC 8493 §2.1.3).
 * @throws {CustodyError} `custody.invalid-path` for a path that could leave the bag or that no file system holds.
 */
export const encodeBagPath = (path: string): string =>
  checkedPath(path).replace(/[%\r\n]/g, (character) => encodeURIComponent(character));

function checkedPath(path: string): string {
  const segments = path.split('/');
  const hostile = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (hostile || path.includes('\0') || path.includes('\\') || !path.isWellFormed()) {
    throw new CustodyError(
      'custody.invalid-path',
      'a path in a bag is relative and stays inside it',
    );
  }
  return path;
}
