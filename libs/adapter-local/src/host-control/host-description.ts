import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { boundedText, nameSchema, sourceSchema, subjectSchema } from '@afo/domain';
import type { Subject } from '@afo/domain';
import { PortError } from '@afo/ports';

const factSchema = z.union([boundedText(4096), z.number(), z.boolean()]);

/**
 * What is known of a host outside AWS, or of one whose images were brought here: who it is, facts about it, and the
 * images that stand for it. One file a host, YAML or JSON.
 */
export const hostDescriptionSchema = z.strictObject({
  v: z.literal(1),
  subject: subjectSchema,
  facts: z.record(nameSchema, z.union([factSchema, z.array(factSchema).max(1000)])).default({}),
  images: z.array(sourceSchema).max(1000).default([]),
});
export type HostDescription = z.infer<typeof hostDescriptionSchema>;

/** A description, and the file it was read from as it was. */
export interface DescribedHost {
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
  readonly description: HostDescription;
}

const MAX_BYTES = 1024 * 1024;

/**
 * The description of a subject in a folder, read anew at each call; undefined where there is none.
 * @throws PortError `host.unavailable` for a file that does not parse (it may be the one that was meant), and for
 * two files about one host
 */
export async function describedHost(
  folder: string,
  subject: Subject,
): Promise<DescribedHost | undefined> {
  const all = await Promise.all(
    (await filesIn(folder)).map((file) => readDescription(folder, file)),
  );
  const [found, second] = all.filter(({ description }) => isSame(description.subject, subject));
  if (found !== undefined && second !== undefined)
    throw unavailable(folder, `${found.file} and ${second.file} describe the same host`);
  return found;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unavailable(folder, 'it cannot be read', error);
  }
}

async function readDescription(folder: string, file: string): Promise<DescribedHost> {
  const path = join(folder, file);
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new Error('larger than 1 MiB');
    const bytes = await readFile(path);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const description = hostDescriptionSchema.parse(parse(text));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { file, text, sha256, description };
  } catch (error) {
    throw unavailable(folder, `${file}: ${faultsOf(error)}`, error);
  }
}

function faultsOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message : 'it cannot be read';
}

/** A workload is part of its cluster: the cluster's description is meant. */
function isSame(a: Subject, b: Subject): boolean {
  const place = (subject: Subject): readonly string[] => [
    subject.kind,
    subject.id,
    ...('account' in subject ? [subject.partition, subject.account] : []),
    ...('region' in subject ? [subject.region] : []),
  ];
  return JSON.stringify(place(a)) === JSON.stringify(place(b));
}

const unavailable = (folder: string, what: string, cause?: unknown): PortError =>
  new PortError(
    'host.unavailable',
    `the host descriptions in ${folder} cannot be used: ${what}`,
    cause === undefined ? {} : { cause },
  );
