import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAtLeast } from '@afo/domain';
import { makeSampleHost } from '@afo/sample-host';
import type { ExpectedDetection, SampleHostFacts } from '@afo/sample-host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseImage, DISK } from './case-on-disk.ts';
import type { AnalysedCase } from './case-on-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-analysis-worker-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const isMet = (
  { detections }: AnalysedCase,
  { paths, attack, atLeast, deleted }: ExpectedDetection,
): boolean =>
  detections.some(
    (detection) =>
      isAtLeast(detection.severity, atLeast) &&
      (attack.length === 0 || attack.some((id) => detection.attack.includes(id))) &&
      detection.pointers.some(
        (pointer) =>
          paths.includes(pointer.path ?? '') && (deleted !== true || pointer.deleted === true),
      ),
  );

/** Planted traces that no detection tells of. */
const missed = (facts: SampleHostFacts, found: AnalysedCase): readonly string[] =>
  facts.planted
    .filter(({ expect: all }) => !all.every((expected) => isMet(found, expected)))
    .map(({ id, name }) => `${id} ${name}`);

describe('when a compromised host goes through the worker', () => {
  let facts: SampleHostFacts;
  let found: AnalysedCase;
  beforeAll(async () => {
    facts = await makeSampleHost({ out: join(folder, 'host.raw') });
    found = await analyseImage(join(folder, 'home'), facts.image);
  }, 60_000);

  it('reports every planted trace, or an intrusion would go unseen', () => {
    expect(missed(facts, found)).toEqual([]);
    expect(facts.planted).toHaveLength(17);
  });

  it('rests every statement on the item, its run and a place in it', () => {
    const runs = new Set(found.state.runs.map(({ run }) => run));
    const pointers = [
      ...found.detections.flatMap(({ pointers: all }) => all),
      ...found.events.map(({ pointer }) => pointer),
    ];

    expect(pointers.filter(({ item, run }) => item !== DISK || !runs.has(run))).toEqual([]);
    expect(
      pointers.filter(
        ({ offset, inode, path }) =>
          offset === undefined && inode === undefined && path === undefined,
      ),
    ).toEqual([]);
  });

  it('C45 shows no secret of the disk anywhere in what it found', () => {
    const all = JSON.stringify([found.detections, found.events, found.state.runs]);

    expect(all).not.toContain('wJalrXUtnFEMI');
    expect(all).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect(all).toContain('AKIA…MPLE');
  });

  it('names version, digest and walls of every program that it ran (ANA-3)', () => {
    for (const { tool, outcome } of found.state.runs) {
      expect(outcome).not.toBe('failed');
      const names = Object.keys(tool.parameters ?? {}).filter((name) => name.endsWith('.version'));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names.filter((each) => each !== 'yara-x.version')) {
        const program = name.slice(0, -'.version'.length);
        expect(tool.parameters?.[`${program}.sha256`]).toMatch(/^[0-9a-f]{64}$/);
        expect(tool.parameters?.[`${program}.isolation`]).toMatch(
          /^(bubblewrap|namespaces|limits-only)$/,
        );
      }
    }
  });

  it('F-71 shows no content for deleted names whose inode or blocks belong to other files by now', () => {
    const recovered = [...found.state.items.values()].filter(
      ({ acquired }) => acquired?.kind === 'recovered',
    );

    expect(recovered.map(({ acquired }) => acquired?.title)).toEqual([
      facts.scenario.intruder.loot,
    ]);
  });

  it('gives the timeline of each tool in order of time', () => {
    const byRun = Map.groupBy(found.events, ({ pointer }) => pointer.run);

    for (const events of byRun.values()) {
      const times = events.map(({ at }) => at);
      expect(times).toEqual(times.toSorted());
    }
    expect(found.events.length).toBeGreaterThan(1500);
  });

  it('leaves no working copy behind', async () => {
    const left = await readdir(join(folder, 'home', 'scratch'), {
      recursive: true,
      withFileTypes: true,
    });

    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  it('C38 gives the same bytes when it is done again', async () => {
    const again = await analyseImage(join(folder, 'again'), facts.image);

    expect(again.digests).toEqual(found.digests);
  }, 60_000);
});

describe('when the same host without an intruder goes through the worker', () => {
  it('raises no alarm, or people would stop to listen', async () => {
    const facts = await makeSampleHost({ out: join(folder, 'clean.raw'), clean: true });

    const { detections, events } = await analyseImage(join(folder, 'clean'), facts.image);

    const alarms = detections.filter(({ severity }) => severity !== 'informational');
    expect(alarms.map(({ title }) => title)).toEqual([]);
    expect(events.length).toBeGreaterThan(1000);
  }, 60_000);
});

describe('when other names, places and times are chosen', () => {
  it.each([2, 3])(
    'finds everything of seed %i as well: no rule is keyed to one host',
    async (seed) => {
      const facts = await makeSampleHost({ out: join(folder, `seed-${seed}.raw`), seed });

      const found = await analyseImage(join(folder, `seed-${seed}`), facts.image);

      expect(missed(facts, found)).toEqual([]);
    },
    60_000,
  );
});
