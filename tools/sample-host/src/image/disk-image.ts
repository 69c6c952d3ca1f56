import { open, rm } from 'node:fs/promises';
import { SampleHostError } from '../errors.ts';
import type { HostNode } from '../tree/host-tree.ts';
import { applyChanges, type Change, type FileSystemImage } from './debugfs.ts';
import { gptParts } from './gpt.ts';
import { runProgram } from './program.ts';

const MIB = 1024 * 1024;
const SECTOR = 512;
const ROOT_OFFSET = 4 * MIB;
const DISK_BYTES = 256 * MIB;
const FEATURES =
  'none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum';

/** What happened on the host after its files were made, in order. */
export interface LaterChange {
  readonly at: number;
  readonly changes: readonly Change[];
}

export interface DiskImageRequest {
  readonly out: string;
  readonly staging: string;
  readonly label: string;
  readonly ids: {
    readonly disk: string;
    readonly bootPartition: string;
    readonly rootPartition: string;
    readonly fileSystem: string;
    readonly hashSeed: string;
  };
  /** Seconds since 1970: when the file system was made. */
  readonly madeAt: number;
  readonly nodes: readonly HostNode[];
  readonly later: readonly LaterChange[];
}

export interface DiskImage {
  readonly bytes: number;
  readonly rootFirstSector: number;
}

/** Makes a sparse raw image: GPT, a BIOS boot partition, and the nodes in an ext4 root file system. */
export async function makeDiskImage(request: DiskImageRequest): Promise<DiskImage> {
  const target = { image: request.out, offset: ROOT_OFFSET, staging: request.staging };
  await create(request.out);
  try {
    await writePartitionTable(request);
    await makeFileSystem(request);
    await fill(target, request);
    await check(target);
  } catch (cause) {
    // Half an image must never be taken for a whole one.
    await rm(request.out, { force: true });
    throw cause;
  }
  return { bytes: DISK_BYTES, rootFirstSector: ROOT_OFFSET / SECTOR };
}

async function create(out: string): Promise<void> {
  try {
    const image = await open(out, 'wx');
    await image.truncate(DISK_BYTES);
    await image.close();
  } catch (cause) {
    throw new SampleHostError('sample-host.exists', `${out} cannot be made anew`, { cause });
  }
}

async function writePartitionTable({ out, ids }: DiskImageRequest): Promise<void> {
  const sectors = DISK_BYTES / SECTOR;
  const image = await open(out, 'r+');
  try {
    const partitions = [
      {
        number: 14,
        type: '21686148-6449-6e6f-744e-656564454649',
        id: ids.bootPartition,
        firstSector: 2048,
        lastSector: ROOT_OFFSET / SECTOR - 1,
        name: '',
      },
      {
        number: 1,
        type: '0fc63daf-8483-4772-8e79-3d69d8477de4',
        id: ids.rootPartition,
        firstSector: ROOT_OFFSET / SECTOR,
        lastSector: sectors - 2049,
        name: 'root',
      },
    ];
    for (const part of gptParts({ sectors, id: ids.disk, partitions })) {
      await image.write(part.bytes, 0, part.bytes.length, part.offset);
    }
  } finally {
    await image.close();
  }
}

async function makeFileSystem(request: DiskImageRequest): Promise<void> {
  const kibibytes = (DISK_BYTES - ROOT_OFFSET - MIB) / 1024;
  const extended = [
    `offset=${ROOT_OFFSET}`,
    `hash_seed=${request.ids.hashSeed}`,
    'lazy_itable_init=0',
    'lazy_journal_init=0',
    'root_owner=0:0',
  ];
  await runProgram({
    program: 'mke2fs',
    arguments: [
      ...['-q', '-F', '-t', 'ext4', '-O', FEATURES, '-b', '4096', '-I', '256', '-N', '16384'],
      ...['-J', 'size=4', '-L', request.label, '-U', request.ids.fileSystem],
      ...['-E', extended.join(','), request.out, `${kibibytes}k`],
    ],
    // The machine's own mke2fs.conf would make another file system on another machine.
    environment: { E2FSPROGS_FAKE_TIME: String(request.madeAt), MKE2FS_CONFIG: '/dev/null' },
  });
}

async function fill(target: FileSystemImage, request: DiskImageRequest): Promise<void> {
  const made = request.nodes.map((node) => ({ kind: 'make', node }) as const);
  await applyChanges(target, made, request.madeAt);
  for (const { at, changes } of request.later) await applyChanges(target, changes, at);
}

async function check(target: FileSystemImage): Promise<void> {
  await runProgram({
    program: 'e2fsck',
    arguments: ['-f', '-n', `${target.image}?offset=${target.offset}`],
  });
}
