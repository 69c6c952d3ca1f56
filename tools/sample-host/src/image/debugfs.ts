import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SampleHostError } from '../errors.ts';
import type { HostNode } from '../tree/host-tree.ts';
import { runProgram } from './program.ts';

/** debugfs ends a line of a script at either. */
const LINE_ENDS = [0x0a, 0x0d] as const;
const typeBits = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

export interface FileSystemImage {
  readonly image: string;
  /** Byte offset of the file system. */
  readonly offset: number;
  /** Folder for the contents on their way into the image. */
  readonly staging: string;
}

/** A change to the file system as it is; all are made at one time of the host's clock. */
export type Change =
  | { readonly kind: 'make'; readonly node: HostNode }
  | { readonly kind: 'remove'; readonly path: Buffer };

/**
 * Makes the changes in their order with debugfs(8), which needs no mount. File contents travel under names of our
 * own, so that no hostile name ever reaches the file system of the machine that builds the image.
 */
export async function applyChanges(
  target: FileSystemImage,
  changes: readonly Change[],
  at: number,
): Promise<void> {
  const lines: Buffer[] = [];
  for (const [index, change] of changes.entries()) {
    if (change.kind === 'remove') lines.push(line('rm', change.path));
    else lines.push(...(await makeLines(change.node, join(target.staging, `content-${index}`))));
  }
  for (const batch of batchesOf(lines)) await runBatch(target, batch, at);
}

async function makeLines(node: HostNode, staged: string): Promise<readonly Buffer[]> {
  const lines: Buffer[] = [];
  if (node.kind === 'file') {
    await writeFile(staged, node.content);
    lines.push(line('write', Buffer.from(staged), node.path));
  } else if (node.kind === 'link') {
    lines.push(line('symlink', node.path, Buffer.from(node.target)));
  } else if (node.path.toString('latin1') !== '/') {
    lines.push(line('mkdir', node.path));
  }
  return [...lines, ...attributeLines(node)];
}

/** The lines that give a node its owner, mode and times; also for folders whose entries moved their times. */
export function attributeLines(node: HostNode): readonly Buffer[] {
  const { times } = node;
  const fields = [
    ['mode', `0${(typeBits[node.kind] | node.mode).toString(8)}`],
    ['uid', String(node.uid)],
    ['gid', String(node.gid)],
    ['atime', `@${times.accessed}`],
    ['mtime', `@${times.modified}`],
    ['ctime', `@${times.changed}`],
    ['crtime', `@${times.born}`],
  ] as const;
  return fields.map(([field, value]) =>
    Buffer.concat([line('set_inode_field', node.path), Buffer.from(` ${field} ${value}`)]),
  );
}

const line = (command: string, ...words: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from(command),
    ...words.map((word) => Buffer.concat([SPACE, quoted(word)])),
  ]);

const SPACE = Buffer.from(' ');

/** debugfs reads a doubled quote inside quotes as one. */
const quoted = (word: Buffer): Buffer =>
  Buffer.from(`"${word.toString('latin1').replaceAll('"', '""')}"`, 'latin1');

const isBroken = (text: Buffer): boolean => LINE_ENDS.some((end) => text.includes(end));

/** A script holds one command a line, so a name with a line break goes in as an argument. */
function batchesOf(lines: readonly Buffer[]): readonly Buffer[][] {
  const batches: Buffer[][] = [];
  let alone = true;
  for (const next of lines) {
    const broken = isBroken(next);
    if (alone || broken) batches.push([next]);
    else batches.at(-1)?.push(next);
    alone = broken;
  }
  return batches;
}

async function runBatch(
  target: FileSystemImage,
  batch: readonly Buffer[],
  at: number,
): Promise<void> {
  const [first] = batch;
  const argument =
    batch.length === 1 && first !== undefined && isBroken(first)
      ? ['-R', first.toString('utf8')]
      : ['-f', await writeScript(target.staging, batch)];
  const output = await runProgram({
    program: 'debugfs',
    arguments: ['-w', ...argument, `${target.image}?offset=${target.offset}`],
    environment: { E2FSPROGS_FAKE_TIME: String(at) },
  });
  refuseComplaints(output);
}

async function writeScript(staging: string, batch: readonly Buffer[]): Promise<string> {
  const script = join(staging, 'script');
  const feed = Buffer.from('\n');
  await writeFile(script, Buffer.concat(batch.flatMap((next) => [next, feed])));
  return script;
}

const ECHO =
  /^(debugfs \d|debugfs: (write|mkdir|symlink|set_inode_field|rm) |Allocated inode: \d+$)/;

/** debugfs ends with 0 whatever happened; what it prints beside its echo is a complaint. */
function refuseComplaints(output: string): void {
  const complaint = output.split('\n').find((text) => text !== '' && !ECHO.test(text));
  if (complaint !== undefined) {
    throw new SampleHostError('sample-host.tool-failed', `debugfs: ${complaint.slice(0, 500)}`);
  }
}
