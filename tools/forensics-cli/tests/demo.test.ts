import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const main = join(root, 'tools/forensics-cli/src/main.ts');

const demoSchema = z.object({
  home: z.string(),
  case: z.string(),
  shortfalls: z.array(z.string()),
  detections: z.array(
    z.object({ rule: z.string(), severity: z.string(), attack: z.array(z.string()) }),
  ),
  events: z.number(),
  report: z.array(z.string()),
  bundle: z.object({ path: z.string(), entries: z.number() }),
  verification: z.object({
    status: z.string(),
    trust: z.object({ basis: z.string() }),
    checked: z.object({ items: z.object({ byBytes: z.array(z.string()) }) }),
  }),
});

const tamperedSchema = z.object({
  status: z.string(),
  faults: z.array(z.object({ place: z.string() })),
});

let folder: string;
let demo: z.infer<typeof demoSchema>;

/** The command line as a program, in a working directory of its own. */
async function afo(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly code: number; readonly stdout: string }> {
  try {
    const { stdout } = await run(process.execPath, ['--conditions=@afo/source', main, ...argv], {
      cwd: folder,
      env: environment,
      maxBuffer: 64 * 1024 ** 2,
    });
    return { code: 0, stdout };
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string() }).parse(error);
    return failed;
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-demo-'));
  const { code, stdout } = await afo(['demo', '--home', join(folder, 'demo'), '--json']);
  if (code !== 0) throw new Error(`afo demo ended with ${code}`);
  demo = demoSchema.parse(JSON.parse(stdout));
}, 300_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('afo demo', () => {
  it('goes from a finding to a proven bundle without a shortfall', () => {
    expect(demo.shortfalls).toEqual([]);
    expect(demo.verification).toMatchObject({ status: 'proven', trust: { basis: 'pinned' } });
    expect(demo.verification.checked.items.byBytes.length).toBeGreaterThan(5);
  });

  it('finds what the intruder left, each by its kind', () => {
    const found = new Set(
      demo.detections
        .filter(({ severity }) => severity !== 'informational')
        .flatMap(({ attack }) => attack),
    );

    const planted = [
      'T1110.001',
      'T1059.004',
      'T1496',
      'T1053.003',
      'T1505.003',
      'T1098.004',
      'T1548.001',
      'T1574.006',
      'T1543.002',
      'T1136.001',
      'T1548.003',
      'T1554',
      'T1552.001',
      'T1036',
      'T1560.001',
      'T1070.006',
    ];
    expect(planted.filter((technique) => !found.has(technique))).toEqual([]);
    expect(demo.events).toBeGreaterThan(1000);
  });

  it('leaves a report that people can open', async () => {
    const names = demo.report.map((path) => path.split('/').at(-1)).sort();
    const html = await readFile(demo.report.find((path) => path.endsWith('.html')) ?? '', 'utf8');

    expect(names).toEqual([
      'report.html',
      'report.json',
      'report.pdf',
      'timeline.csv',
      'timeline.svg',
    ]);
    expect(html).toContain(demo.case);
    expect(html).not.toContain('<script');
  });
});

describe('a bundle that was carried to another machine', () => {
  const elsewhere = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LANG: 'C' };

  it('verifies with nothing but itself: no data folder, no stack, no configuration', async () => {
    const bundle = join(folder, 'carried.bag');
    await cp(demo.bundle.path, bundle, { recursive: true });

    const { code, stdout } = await afo(['verify', bundle, '--json'], elsewhere);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'proven', trust: { basis: 'bundle-key' } });
  }, 60_000);

  it('is refused when one word of its log was changed on the way, and the entry is named', async () => {
    const bundle = join(folder, 'changed.bag');
    await cp(demo.bundle.path, bundle, { recursive: true });
    const log = join(bundle, 'data/case.log');
    await writeFile(
      log,
      (await readFile(log, 'utf8')).replace('"origin":"finding"', '"origin":"command"'),
    );

    const { code, stdout } = await afo(['verify', bundle, '--json'], elsewhere);

    expect(code).toBe(1);
    const { status, faults } = tamperedSchema.parse(JSON.parse(stdout));
    expect(status).toBe('tampered');
    expect(faults.some(({ place }) => place.startsWith('entr'))).toBe(true);
  }, 60_000);

  it('is refused under another key than the one that the reader trusts', async () => {
    const stranger = 'stranger.example/afo+3f1c2d4e+AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g';

    expect(
      (await afo(['verify', demo.bundle.path, '--key', stranger, '--json'], elsewhere)).code,
    ).not.toBe(0);
  }, 60_000);
});
