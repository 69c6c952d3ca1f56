import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '@afo/runtime';
import { z } from 'zod';
import { isAlive } from './process-of.ts';

const processSchema = z.object({ pid: z.int().positive(), begun: z.string() });

const childSchema = z.object({
  name: z.string(),
  state: z.enum(['starting', 'ready', 'waiting', 'ended']),
  process: processSchema.optional(),
  /** How often it was started again after it had died. */
  restarts: z.int().min(0),
  /** What it said when it became ready, e.g. its port. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** How it ended the last time, in words. */
  lastEnd: z.string().optional(),
});
export type ChildStatus = z.infer<typeof childSchema>;

const statusSchema = z.object({
  v: z.literal(1),
  state: z.enum(['starting', 'up', 'stopping']),
  supervisor: processSchema,
  startedAt: z.string(),
  children: z.array(childSchema),
});
export type StackStatus = z.infer<typeof statusSchema>;

export const statusFileOf = (folder: DataFolder): string => join(folder.run, 'stack.json');

/** What the last supervisor wrote, alive or not; undefined where there is nothing that can be read. */
export async function readStatus(folder: DataFolder): Promise<StackStatus | undefined> {
  try {
    const text = await readFile(statusFileOf(folder), 'utf8');
    return statusSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The status of a stack whose supervisor is alive. */
export async function runningStatus(folder: DataFolder): Promise<StackStatus | undefined> {
  const status = await readStatus(folder);
  return status !== undefined && (await isAlive(status.supervisor)) ? status : undefined;
}

/** Replaces the file as a whole, so that no reader sees half of it. */
export async function writeStatus(folder: DataFolder, status: StackStatus): Promise<void> {
  await mkdir(folder.run, { recursive: true, mode: 0o700 });
  const draft = `${statusFileOf(folder)}.new`;
  await writeFile(draft, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, statusFileOf(folder));
}

export const removeStatus = (folder: DataFolder): Promise<void> =>
  rm(statusFileOf(folder), { force: true });
