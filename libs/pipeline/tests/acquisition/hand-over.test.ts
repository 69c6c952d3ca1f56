import { isEntry } from '@afo/domain';
import type { Entry } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskHandover, HandoverContext, HostChange } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../../src/case/case-book.ts';
import { failureIn, source, stand, typesOf } from './stand.ts';
import type { Stand } from './stand.ts';

interface Handing extends DiskHandover {
  readonly seen: string[];
  readonly contexts: HandoverContext[];
}

function change(world: Set<string>, id: string, fails = false): HostChange {
  return {
    id,
    setting: 'snapshot.copy',
    resource: 'vol-1',
    wanted: { copied: true },
    needs: [],
    planned: { call: 'ec2:CopySnapshot', where: {}, parameters: {}, alsoHits: [] },
    read: () => Promise.resolve({ copied: world.has(id) }),
    apply: () => {
      if (fails) return Promise.reject(new PortError('aws.denied', 'no'));
      world.add(id);
      return Promise.resolve('r-1');
    },
  };
}

/** Hands every disk over by one change, and cleans up by another. */
function handing(
  how: { readonly ready?: () => Promise<never>; readonly cleanUpFails?: boolean } = {},
): Handing {
  const world = new Set<string>();
  const seen: string[] = [];
  const contexts: HandoverContext[] = [];
  return {
    seen,
    contexts,
    ready: async (planned, context) => {
      seen.push('ready');
      contexts.push(context);
      await how.ready?.();
      await context.carryOut([change(world, 'handover/vol-1/copy')]);
      return { ...planned, uris: ['ebs:snap-0123456789abcdef0'] };
    },
    cleanUp: async (_, context) => {
      seen.push('clean-up');
      contexts.push(context);
      await context.carryOut([change(world, 'handover/vol-1/delete', how.cleanUpFails)]);
    },
  };
}

const changed = (log: readonly Entry[]): readonly string[] =>
  log.flatMap((entry) =>
    isEntry(entry, 'resource.changed') ? [`${entry.body.change} ${entry.body.phase}`] : [],
  );
const endFacts = (log: readonly Entry[]): unknown =>
  log.findLast((entry) => isEntry(entry, 'step.succeeded'))?.body.facts;

/** What the step `snapshot` of a case leaves in its log. */
async function taken(
  { ports, entries }: Stand,
  ...phases: readonly ('intended' | 'done' | 'failed')[]
) {
  const id = (await entries())[0]?.case;
  if (id === undefined) throw new Error('the case has no entries');
  const book = await CaseBook.open(ports, id);
  const after = { taken: true, 'vol-1': 'snap-1', 'vol-2': 'snap-2' };
  const body = { change: 'snapshot', setting: 'volume.snapshots', resource: 'i-1', before: {} };
  await book.append(() =>
    phases.map((phase) => ({ type: 'resource.changed', body: { ...body, phase, after } })),
  );
}

describe('when a disk must be handed over first', () => {
  it('opens what it was handed over as, and writes ahead what was changed for it', async () => {
    const handover = handing();
    const opened: string[] = [];
    const { run, entries } = await stand(
      'disk',
      (_, { uris }) => {
        opened.push(...uris);
        return source();
      },
      { handover },
    );

    await run('acquire-disk');

    expect(opened).toEqual(['ebs:snap-0123456789abcdef0']);
    expect(changed(await entries())).toEqual([
      'handover/vol-1/copy intended',
      'handover/vol-1/copy done',
    ]);
  });

  it('F-09 tells the handover every snapshot of the set, and none of a set that failed', async () => {
    for (const [phase, expected] of [
      ['done', ['vol-1 snap-1', 'vol-2 snap-2']],
      ['failed', []],
    ] as const) {
      const handover = handing();
      const here = await stand('disk', () => source(), { handover });
      await taken(here, phase);

      await here.run('acquire-disk');

      const told = handover.contexts[0]?.taken.map(
        ({ volume, snapshot }) => `${volume} ${snapshot}`,
      );
      expect(told).toEqual(expected);
    }
  });

  it('F-55 tells the handover what was begun and is not done: what failed may have worked, and its answer was lost', async () => {
    for (const [phases, expected] of [
      [['intended'], ['snapshot']],
      [['intended', 'failed'], ['snapshot']],
      [['intended', 'done'], []],
    ] as const) {
      const handover = handing();
      const here = await stand('disk', () => source(), { handover });
      await taken(here, ...phases);

      await here.run('acquire-disk');

      expect(handover.contexts[0]?.open).toEqual(expected);
    }
  });

  it('fails with the reason of the handover, and opens and cleans nothing', async () => {
    const ready = () => Promise.reject(new PortError('source.not-found', 'no snapshot of it'));
    const handover = handing({ ready });
    const { run, entries } = await stand(
      'disk',
      () => {
        throw new Error('it must not be opened');
      },
      { handover },
    );

    await run('acquire-disk');
    await run('verify-evidence');

    expect(failureIn(await entries())).toMatchObject({ code: 'source.not-found', final: true });
    expect(handover.seen).toEqual(['ready']);
  });

  it('hands nothing over again for a disk that is sealed', async () => {
    const handover = handing();
    const { run } = await stand('disk', () => source(), { handover });
    await run('acquire-disk');

    await run('acquire-disk', 2);

    expect(handover.seen).toEqual(['ready']);
  });
});

describe('when a disk that was handed over is verified', () => {
  it('F-55 cleans up behind the verification and never before, and says so', async () => {
    const handover = handing();
    const { run, entries } = await stand('disk', () => source(), { handover });

    await run('acquire-disk');
    expect(handover.seen).toEqual(['ready']);
    await run('verify-evidence');

    const log = await entries();
    expect(handover.seen).toEqual(['ready', 'clean-up']);
    expect(handover.contexts[1]?.done.map(({ change: id }) => id)).toEqual(['handover/vol-1/copy']);
    expect(endFacts(log)).toMatchObject({ cleanedUp: true });
    const types = typesOf(log);
    expect(types.lastIndexOf('resource.changed')).toBeGreaterThan(
      types.indexOf('evidence.verified'),
    );
  });

  it('keeps verified evidence verified when the clean-up fails, and says what stays', async () => {
    const handover = handing({ cleanUpFails: true });
    const { run, entries } = await stand('disk', () => source(), { handover });

    await run('acquire-disk');
    await run('verify-evidence');

    const log = await entries();
    expect(changed(log)).toContain('handover/vol-1/delete failed');
    expect(failureIn(log)).toBeUndefined();
    expect(endFacts(log)).toMatchObject({
      cleanedUp: false,
      cleanUpFailure: 'host.not-changed',
    });
  });

  it('does not take a fault of the program in the clean-up for a fault of the evidence', async () => {
    const broken = {
      ...handing(),
      cleanUp: () => Promise.reject(new TypeError('a fault')),
    };
    const { run, entries } = await stand('disk', () => source(), { handover: broken });

    await run('acquire-disk');
    await run('verify-evidence');

    expect(endFacts(await entries())).toMatchObject({ cleanUpFailure: 'step.unexpected' });
  });

  it('leaves everything in place when the evidence does not match', async () => {
    const handover = handing();
    const { run, entries, ports } = await stand('disk', () => source(), { handover });
    await run('acquire-disk');
    const id = (await entries())[0]?.case;
    if (id === undefined) throw new Error('no case');
    const verified = (await entries()).find((entry) => isEntry(entry, 'evidence.verified'));
    if (verified === undefined) throw new Error('not verified');
    const book = await CaseBook.open(ports, id);
    await book.append(() => [
      { type: 'evidence.verified', body: { ...verified.body, result: 'mismatch', detail: 'no' } },
    ]);

    await run('verify-evidence');

    expect(failureIn(await entries())).toMatchObject({ code: 'evidence.digest-mismatch' });
    expect(handover.seen).toEqual(['ready']);
  });
});
