import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { startEbsLab } from '@afo/aws-lab';
import type { EbsLab } from '@afo/aws-lab';
import { contentSourceConformance } from '@afo/conformance';
import { ebsClient, EbsSnapshotSources } from '../src/index.ts';
import { ebsSource, FIRST, HOME } from './ebs-lab.ts';

const GIB = 1_073_741_824;

let folder: string;
let lab: EbsLab | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-ebs-'));
});
afterEach(async () => {
  await lab?.close();
  lab = undefined;
  await rm(folder, { recursive: true });
});

describe('a snapshot read over the wire', () => {
  contentSourceConformance(
    async (content) => {
      const image = join(folder, 'disk.raw');
      if (!existsSync(image)) await writeFile(image, content);
      lab ??= await startEbsLab({ snapshots: [{ id: FIRST, ...HOME, image }] });
      const client = ebsClient({
        region: HOME.region,
        credentials: { accessKeyId: HOME.account, secretAccessKey: 'lab' },
        endpoint: lab.url,
      });
      return new EbsSnapshotSources({ clients: () => client, home: HOME }).open(ebsSource());
    },
    { sizeUnit: GIB },
  );
});
