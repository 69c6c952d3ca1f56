/** How a program is asked for its version, where `--version` is not the way. */
const questions: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      'blkcat',
      'blkls',
      'blkstat',
      'ffind',
      'fiwalk',
      'fls',
      'fsstat',
      'icat',
      'ifind',
      'img_stat',
      'istat',
      'mmls',
    ].map((name) => [name, ['-V']]),
  ),
  openssl: ['version'],
  debugfs: ['-V'],
  mke2fs: ['-V'],
};

/** The arguments that make a program say its version. */
export const versionQuestion = (program: string): readonly string[] =>
  questions[program] ?? ['--version'];

/** The first thing in the answer that looks like a version: `4.11.1`, `24.21.0`, `1.5.5+dfsg2`. */
export function versionIn(answer: string): string | undefined {
  return /\bv?(\d+(?:\.\d+)+[\w.+~-]*)/.exec(answer)?.[1];
}
