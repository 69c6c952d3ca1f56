import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { CliError } from '../errors.ts';

/** The bytes of a file, or of standard input for `-`. @throws CliError `cli.no-such-file` */
export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    throw new CliError(
      'cli.no-such-file',
      `${file} cannot be read; check the path and who may read it`,
      { cause: error },
    );
  }
}
