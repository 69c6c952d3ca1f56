import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeLogs } from './base/logs.ts';
import { installSystem } from './base/system.ts';
import type { SampleHostFacts } from './facts.ts';
import { makeDiskImage } from './image/disk-image.ts';
import { Randomness, seedOf } from './random.ts';
import { scenarioOf, type Scenario } from './scenario.ts';
import { plantDeletions } from './traces/deletions.ts';
import { plantHostileNames } from './traces/hostile-names.ts';
import { plantLogins } from './traces/log-ins.ts';
import { plantMiner } from './traces/miner.ts';
import { plantPersistence } from './traces/persistence.ts';
import type { Ground, Plant, Planted } from './traces/planting.ts';
import { plantTampering } from './traces/tampering.ts';
import { plantWebShell } from './traces/web-shell.ts';
import { HostTree } from './tree/host-tree.ts';

const plants: readonly Plant[] = [
  plantLogins,
  plantMiner,
  plantWebShell,
  plantPersistence,
  plantTampering,
  plantHostileNames,
  plantDeletions,
];

export interface SampleHostRequest {
  /** Path of the raw image to make; must not exist. */
  readonly out: string;
  /** The same host without an intruder. */
  readonly clean?: boolean;
  /** Another seed gives other names, addresses, places and times. Default 1. */
  readonly seed?: number;
}

/**
 * Makes the raw disk image of a small compromised Linux host: 256 MiB, sparse, GPT with an ext4 root. Needs no root
 * rights, no loop device and no network, only e2fsprogs. The same seed gives the same host; everything planted is
 * inert.
 */
export async function makeSampleHost(request: SampleHostRequest): Promise<SampleHostFacts> {
  const seed = request.seed ?? 1;
  const clean = request.clean ?? false;
  const scenario = scenarioOf(seed);
  const tree = new HostTree(scenario.installedAt);
  installSystem(tree, scenario);
  writeLogs(tree, scenario);
  const at = (offset: number): number => scenario.attackAt + offset;
  const planted = clean ? [] : plants.map((plant) => plant({ tree, scenario, at }));
  const image = await writeImage(request.out, { tree, scenario, at }, planted);
  return {
    image: request.out,
    ...image,
    sha256: await sha256Of(request.out),
    clean,
    scenario,
    planted: planted.flatMap(({ traces }) => traces),
  };
}

async function writeImage(
  out: string,
  { tree, scenario }: Ground,
  planted: readonly Planted[],
): Promise<{ bytes: number; rootFirstSector: number }> {
  const staging = await mkdtemp(join(tmpdir(), 'afo-sample-host-'));
  try {
    return await makeDiskImage({
      out,
      staging,
      label: 'root',
      ids: idsOf(scenario),
      madeAt: scenario.installedAt,
      nodes: tree.nodes(),
      later: planted.flatMap(({ later }) => later ?? []),
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function idsOf({ seed }: Scenario) {
  const id = (name: string): string => {
    const hex = Buffer.from(new Randomness(seedOf(name, seed)).bytes(16)).toString('hex');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  };
  return {
    disk: id('disk'),
    bootPartition: id('boot'),
    rootPartition: id('root'),
    fileSystem: id('file system'),
    hashSeed: id('hash'),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 4 << 20 }), hash);
  return hash.digest('hex');
}
