import { access, constants } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source, SourceKind } from '@afo/domain';
import { CliError } from '../errors.ts';

export interface SourceFlags {
  readonly disk?: readonly string[];
  readonly memory?: readonly string[];
  readonly log?: readonly string[];
}

/** The files that were named, as sources of a case. @throws CliError `cli.no-such-file`, before any case is opened */
export async function sourcesOf(flags: SourceFlags): Promise<readonly Source[]> {
  const kinds: readonly SourceKind[] = ['memory', 'disk', 'log'];
  return Promise.all(
    kinds.flatMap((kind) => (flags[kind] ?? []).map((file) => sourceOf(kind, file))),
  );
}

async function sourceOf(kind: SourceKind, file: string): Promise<Source> {
  const path = resolve(file);
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw new CliError(
      'cli.no-such-file',
      `${path} cannot be read; check the path and who may read it`,
      { cause: error },
    );
  }
  return { kind, uris: [pathToFileURL(path).href], title: basename(path) };
}
