/** Where the things of a bundle lie (docs/spec/bundle.md). */
export const CASE_LOG = 'data/case.log';
export const CASE_LEAVES = 'data/case.leaves';

/** Folders whose every file must be referred to by the log. */
export const boundFolders = [
  'data/blocks/',
  'data/checkpoints/',
  'data/evidence/',
  'data/manifests/',
  'data/report/',
  'data/timestamps/',
] as const;

/** Size of the checkpoint that a file is kept under: `data/checkpoints/13.note` → 13. */
export const noteSize = (path: string): number | undefined =>
  sizeIn(/^data\/checkpoints\/(0|[1-9]\d{0,14})\.note$/, path);

/** Size of the checkpoint that a timestamp belongs to: `data/timestamps/13.tsr` → 13. */
export const timestampSize = (path: string): number | undefined =>
  sizeIn(/^data\/timestamps\/(0|[1-9]\d{0,14})\.tsr$/, path);

export const isKeyFile = (path: string): boolean => /^data\/keys\/[^/]+\.vkey$/.test(path);

function sizeIn(pattern: RegExp, path: string): number | undefined {
  const size = pattern.exec(path)?.[1];
  return size === undefined ? undefined : Number(size);
}
