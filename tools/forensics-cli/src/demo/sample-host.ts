import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { runTool } from '../stack/child.ts';
import { demoFinding, DEMO_PLACE } from './finding.ts';

const factsSchema = z.object({
  bytes: z.number(),
  scenario: z.object({
    instanceId: z.string(),
    address: z.string(),
    hostname: z.string(),
    volumeId: z.string(),
    attackAt: z.number(),
    intruder: z.object({ pool: z.string() }),
  }),
  planted: z.array(z.object({ id: z.string(), name: z.string() })),
});

export interface DemoHost {
  readonly image: string;
  readonly bytes: number;
  readonly instanceId: string;
  readonly traces: number;
  /** The finding about it, as EventBridge would deliver it. */
  readonly finding: object;
}

/** Makes the sample compromised host and its description in the data folder. */
export async function makeDemoHost(home: string): Promise<DemoHost> {
  const folder = join(home, 'sample-host');
  await mkdir(folder, { recursive: true });
  const image = join(folder, 'web-01.raw');
  const { bytes, scenario, planted } = factsSchema.parse(
    JSON.parse(await runTool('sample-host', ['--out', image], { say: 'quiet' })),
  );
  const { instanceId, address, hostname, volumeId, attackAt, intruder } = scenario;
  await describe(home, { instanceId, hostname, volumeId, image });
  const finding = demoFinding({
    instanceId,
    address,
    pool: intruder.pool,
    seenAt: attackAt + 3600,
  });
  await writeFile(join(folder, 'finding.json'), `${JSON.stringify(finding, null, 2)}\n`);
  return { image, bytes, instanceId, traces: planted.length, finding };
}

interface Described {
  readonly instanceId: string;
  readonly hostname: string;
  readonly volumeId: string;
  readonly image: string;
}

async function describe(
  home: string,
  { instanceId, hostname, volumeId, image }: Described,
): Promise<void> {
  const description = {
    v: 1,
    subject: { kind: 'ec2-instance', id: instanceId, ...DEMO_PLACE },
    facts: { hostname, note: 'sample host, made by tools/sample-host' },
    images: [{ kind: 'disk', uris: [pathToFileURL(image).href], title: `root volume ${volumeId}` }],
  };
  await mkdir(join(home, 'hosts'), { recursive: true });
  await writeFile(
    join(home, 'hosts', `${instanceId}.json`),
    `${JSON.stringify(description, null, 2)}\n`,
  );
}
