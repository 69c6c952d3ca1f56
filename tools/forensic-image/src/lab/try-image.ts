import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { WORKSPACE } from '../payload/places.ts';
import { run } from '../payload/run.ts';
import { makeBootImage } from './boot-image.ts';

const HOUR_MS = 3_600_000;
const HOST = join(WORKSPACE, 'tools/forensic-image/src/lab/host.ts');
const DEMO = join(WORKSPACE, 'tools/aws-demo/src/main.ts');

const demoSchema = z.object({
  bundle: z.string(),
  verdict: z.string(),
  planted: z.number(),
  missed: z.array(z.string()),
  failures: z.array(z.string()),
  seconds: z.object({ setUp: z.number(), case: z.number() }),
});
type Demo = z.infer<typeof demoSchema>;

/** What must be the same wherever a disk was read and examined. */
const COMPARED: readonly string[] = ['disk', 'timeline', 'analysis'];

const evidenceSchema = z.object({
  kind: z.string(),
  content: z.object({ bytes: z.number(), sha256: z.string() }),
  blocks: z.object({ count: z.number(), root: z.string() }).optional(),
});

export interface ImageTrial {
  readonly image: { readonly usedBytes: number; readonly buildSeconds: number };
  readonly caseSeconds: { readonly onImage: number; readonly here: number };
  readonly found: string;
  /** Disk, timelines and detections, each with its digest. */
  readonly evidence: readonly string[];
  /** What did not come out as it should; none when all did. */
  readonly failures: readonly string[];
}

/**
 * Builds an image, boots it, and lets the demo of the lab run its agent, worker and report as services there; then the
 * same demo with the programs of this workstation. Both must give the same disk, timelines and detections, digest for
 * digest.
 */
export async function tryImage(note: (text: string) => void): Promise<ImageTrial> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-try-image-'));
  try {
    note('1/3  building the image');
    const image = await makeBootImage(folder);
    note(image.verification);
    note(`     ${String(Math.round(image.used / 2 ** 20))} MiB, ${image.seconds.toFixed(0)} s`);
    note('2/3  a case with the host in a virtual machine (no acceleration: minutes)');
    const there = await demo(join(folder, 'there'), ['--host', HOST], { AFO_LAB_IMAGE: folder });
    note(await readFile(join(folder, 'there/logs/host.log'), 'utf8'));
    note('3/3  the same case with the programs of this workstation');
    const here = await demo(join(folder, 'here'), [], {});
    const evidence = await evidenceIn(there);
    const same = new Set(await evidenceIn(here));
    return {
      image: { usedBytes: image.used, buildSeconds: image.seconds },
      caseSeconds: { onImage: there.seconds.case, here: here.seconds.case },
      found: `${String(there.planted - there.missed.length)} of ${String(there.planted)}`,
      evidence,
      failures: [
        ...[there, here].flatMap(({ failures }) => failures),
        ...evidence.filter((line) => !same.has(line)).map((line) => `not so here: ${line}`),
        ...(same.size === new Set(evidence).size ? [] : ['more or fewer items than here']),
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function demo(
  home: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Demo> {
  await mkdir(home);
  const said = await run(
    process.execPath,
    ['--conditions=@afo/source', DEMO, '--home', home, ...words],
    { env, timeout: HOUR_MS },
  );
  return demoSchema.parse(JSON.parse(said));
}

/** The evidence of a bundle that depends on the disk alone, a line an item, the same for the same bytes. */
async function evidenceIn({ bundle }: Demo): Promise<readonly string[]> {
  const folder = join(bundle, 'data/manifests');
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const lines = texts
    .map((text) => evidenceSchema.parse(JSON.parse(text)))
    .filter(({ kind }) => COMPARED.includes(kind))
    .map(({ kind, content, blocks }) =>
      [kind, content.bytes, content.sha256, blocks?.root ?? ''].join(' ').trim(),
    )
    .sort();
  const absent = COMPARED.filter((kind) => !lines.some((line) => line.startsWith(`${kind} `)));
  if (absent.length > 0) throw new Error(`the case has no item of kind ${absent.join(', ')}`);
  return lines;
}
