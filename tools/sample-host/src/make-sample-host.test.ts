import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSampleHost, type SampleHostFacts } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-sample-host-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the Sleuth Kit lists: `r/r 12:<tab>etc/passwd`, a star before the inode of what is deleted. */
const listing = (image: string): readonly string[] =>
  execFileSync('fls', ['-r', '-p', '-o', '8192', image], { encoding: 'latin1' }).split('\n');

const pathsOf = (image: string): ReadonlySet<string> =>
  new Set(listing(image).map((line) => `/${line.slice(line.indexOf('\t') + 1)}`));

/** The Sleuth Kit writes control characters as a caret, and paths as the bytes they are. */
const asListed = (path: string): string =>
  Array.from(Buffer.from(path), (byte) => (byte < 0x20 ? '^' : String.fromCharCode(byte))).join('');

describe('when a compromised host is made', () => {
  let facts: SampleHostFacts;
  beforeAll(async () => {
    facts = await makeSampleHost({ out: join(folder, 'compromised.raw') });
  });

  it('plants every kind of disk trace, or the demo would show less than it says', () => {
    const ids = facts.planted.map(({ id }) => id).sort();

    expect(ids).toEqual([
      ...['T01', 'T02', 'T03', 'T04', 'T05', 'T06', 'T07', 'T08', 'T09'],
      ...['T13', 'T14', 'T15', 'T16', 'T17', 'T18', 'T19', 'T20'],
    ]);
  });

  it('has every planted path in the image, or a test would look for what is not there', () => {
    const present = pathsOf(facts.image);
    const expected = facts.planted.flatMap(({ expect: all }) => all.flatMap(({ paths }) => paths));

    expect(expected.filter((path) => !present.has(asListed(path)))).toEqual([]);
  });

  it('has a partition table that other software reads, with the root where the facts say', () => {
    const table = execFileSync('mmls', [facts.image], { encoding: 'utf8' });

    expect(table).toContain('GUID Partition Table (EFI)');
    expect(table).toMatch(/0000008192 {3}0000522239 {3}\d+ {3}root/);
    expect(facts.rootFirstSector).toBe(8192);
    expect(statSync(facts.image).size).toBe(256 * 1024 * 1024);
  });

  it('keeps one deleted archive whole, and two whose inode or blocks belong to others by now', () => {
    const deleted = listing(facts.image).filter((line) => line.includes('* '));

    expect(deleted.filter((line) => line.includes('realloc'))).not.toEqual([]);
    const loot = deleted.find((line) => line.endsWith(facts.scenario.intruder.loot.slice(1)));
    const inode = /\* (\d+):/.exec(loot ?? '')?.[1] ?? '';
    const content = execFileSync('icat', ['-o', '8192', facts.image, inode]);
    expect(execFileSync('gzip', ['-dc'], { input: content }).toString('latin1')).toContain(
      'SAMPLE-LOOT-MARKER',
    );
  });

  it('is the same bytes when made again, or a digest in a document would be worth nothing', async () => {
    const again = await makeSampleHost({ out: join(folder, 'again.raw') });

    expect(again.sha256).toBe(facts.sha256);
  });

  it('never overwrites an image that is there', async () => {
    const out = join(folder, 'evidence.raw');
    writeFileSync(out, 'somebody else’s image');

    await expect(makeSampleHost({ out })).rejects.toMatchObject({ code: 'sample-host.exists' });

    expect(statSync(out).size).toBeGreaterThan(0);
  });

  it('leaves no half image behind when it fails', async () => {
    const out = join(folder, 'missing-folder', 'x.raw');

    await expect(makeSampleHost({ out })).rejects.toThrow();

    expect(existsSync(out)).toBe(false);
  });
});

describe('when a clean host is made', () => {
  it('holds nothing that the intruder of the same seed would plant as a new file', async () => {
    const facts = await makeSampleHost({ out: join(folder, 'clean.raw'), clean: true });
    const present = pathsOf(facts.image);
    const { intruder } = facts.scenario;

    expect(facts.planted).toEqual([]);
    for (const path of [
      intruder.workFolder,
      intruder.webShell,
      intruder.implant,
      intruder.preload,
      '/etc/ld.so.preload',
    ]) {
      expect(present.has(path)).toBe(false);
    }
    expect(listing(facts.image).filter((line) => line.includes('* '))).toEqual([]);
  });
});

describe('when other seeds are taken', () => {
  it.each([2, 3, 4, 5])('seed %i gives other names and still a sound image', async (seed) => {
    const facts = await makeSampleHost({ out: join(folder, `seed-${seed}.raw`), seed });
    const present = pathsOf(facts.image);

    for (const { paths } of facts.planted.flatMap(({ expect: all }) => all)) {
      expect(paths.some((path) => present.has(asListed(path)))).toBe(true);
    }
  });
});
