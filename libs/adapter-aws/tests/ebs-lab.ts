import { createCipheriv } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEbsLab } from '@afo/aws-lab';
import type { EbsLab, EbsLabOptions } from '@afo/aws-lab';
import { BLOCK_SIZE } from '@afo/domain';
import type { Source } from '@afo/domain';
import type { DiskSource } from '@afo/ports';
import { ebsClient, EbsSnapshotSources } from '../src/ebs/index.ts';
import type { EbsSourcesOptions } from '../src/ebs/index.ts';

export const HOME = { account: '111122223333', region: 'eu-west-1' } as const;
export const FIRST = 'snap-0123456789abcdef0';
export const SECOND = 'snap-0123456789abcdef1';

/** Pauses so short that a test of many failures does not take long. */
const HURRIED = { pauseMs: 2, longestPauseMs: 20, answerMs: 5_000, throttledMs: 20_000 };

export const ebsSource = (uri = `ebs:${FIRST}`): Source => ({
  kind: 'disk',
  uris: [uri],
  title: 'a volume',
});

/** Noise that is another one for each block. */
export function noiseOf(block: number): Buffer {
  const key = Buffer.alloc(16, block % 251);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(BLOCK_SIZE));
}

/** A lab with images in a folder of its own, and sources that read from it. */
export class EbsBench {
  readonly folder: string;
  readonly lab: EbsLab;
  readonly #opened: DiskSource[] = [];

  constructor(folder: string, lab: EbsLab) {
    this.folder = folder;
    this.lab = lab;
  }

  /** Two snapshots of one volume, of images with these blocks (and zeros between them). */
  static async start(
    blocks: { readonly first: readonly number[]; readonly second?: ReadonlyMap<number, Buffer> },
    options: Partial<EbsLabOptions> = {},
  ): Promise<EbsBench> {
    const folder = await mkdtemp(join(tmpdir(), 'afo-ebs-'));
    const noise = new Map(blocks.first.map((block) => [block, noiseOf(block)]));
    const owner = { ...HOME, volume: 'vol-1' };
    const first = await imageOf(join(folder, 'first.raw'), noise);
    const second = await imageOf(join(folder, 'second.raw'), blocks.second ?? noise);
    const lab = await startEbsLab({
      snapshots: [
        { id: FIRST, ...owner, image: first },
        { id: SECOND, ...owner, image: second },
      ],
      quotas: { blocksPerSnapshot: 1e6, blocksPerAccount: 1e6, listings: 1e6 },
      ...options,
    });
    return new EbsBench(folder, lab);
  }

  sources(options: Partial<EbsSourcesOptions> = {}): EbsSnapshotSources {
    const credentials = { accessKeyId: HOME.account, secretAccessKey: 'lab' };
    const client = ebsClient({ region: HOME.region, credentials, endpoint: this.lab.url });
    const unlimited = { take: () => Promise.resolve() };
    return new EbsSnapshotSources({
      clients: () => client,
      home: HOME,
      rates: { blocks: unlimited, listings: unlimited },
      ...options,
      patience: { ...HURRIED, ...options.patience },
    });
  }

  async open(options: Partial<EbsSourcesOptions> = {}, uri?: string): Promise<DiskSource> {
    const source = await this.sources(options).open(ebsSource(uri));
    this.#opened.push(source);
    return source;
  }

  async stop(): Promise<void> {
    for (const source of this.#opened) await source.close();
    await this.lab.close();
    await rm(this.folder, { recursive: true });
  }
}

export async function imageOf(path: string, blocks: ReadonlyMap<number, Buffer>): Promise<string> {
  const file = await open(path, 'w');
  for (const [block, content] of blocks)
    await file.write(content, 0, content.byteLength, block * BLOCK_SIZE);
  await file.close();
  return path;
}
