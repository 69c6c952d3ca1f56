import { LocalEngine } from '@afo/adapter-local';
import { eventually } from '@afo/conformance';
import type { CaseId, Entry } from '@afo/domain';
import { caseWorkflow, fold, forEach, sequence, step, walk } from '@afo/domain';
import { approvalWait, approve, nodeOf, refuse, tokenJobs } from '@afo/pipeline';
import { PortError } from '@afo/ports';
import { compile } from '@afo/state-machine';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handlers } from '../../src/aws/handlers.ts';
import type { Handler, Handlers } from '../../src/aws/handlers.ts';
import { engineSteps } from '../../src/engine-steps.ts';
import { Bridge, forwardingFunction } from './bridge.ts';
import type { Kind } from './bridge.ts';
import { Ministack } from './ministack.ts';
import { ANN, entriesOf, openOn, stage, storyOf, workOn } from './scripted.ts';
import type { Scripted, Stage } from './scripted.ts';
import { WireTokens } from './wire-tokens.ts';

const PATIENCE = 60_000;

const bridge = new Bridge();
let cloud: Ministack;
let machine: string;

/** What people do while a case waits for them. */
type Answer = (on: Stage, caseId: CaseId) => Promise<unknown>;

interface Scenario extends Scripted {
  readonly answer?: Answer;
  /** Whoever answers wakes the machine; otherwise it looks by itself. */
  readonly isWoken?: boolean;
  /** Functions of which some calls fail. */
  readonly broken?: (real: Handlers) => Partial<Handlers>;
}

beforeAll(async () => {
  cloud = await Ministack.launch();
  const urlOf = await bridge.open();
  const kinds: readonly Kind[] = [
    'callStep',
    'dispatchJob',
    'settleStep',
    'ask',
    'requestApproval',
  ];
  for (const kind of kinds)
    await cloud.createFunction(kind, forwardingFunction(), { AFO_BRIDGE: urlOf(kind) });
  machine = await cloud.createMachine('case', compile(caseWorkflow, TARGET));
}, PATIENCE);

afterAll(async () => {
  bridge.close();
  await cloud.stop();
});

const TARGET = {
  partition: 'aws',
  items: 'inline',
  approvalWaitSeconds: 2,
  functions: {
    callStep: 'callStep',
    dispatchJob: 'dispatchJob',
    settleStep: 'settleStep',
    ask: 'ask',
    requestApproval: 'requestApproval',
  },
} as const;

async function inTheCloud(scenario: Scenario, by = machine) {
  const on = stage(scenario);
  const tokens = new WireTokens(cloud);
  const real = handlers({
    ...on,
    queue: () => Promise.resolve(on.queue),
    tokens,
    steps: on.handlers,
  });
  bridge.handlers = { ...real, ...scenario.broken?.(real) };
  await workOn(on, (handler) => tokenJobs({ handler, tokens, onProblem: raise }));
  const caseId = await openOn(on);
  const execution = await cloud.execute(by, { case: caseId });
  const wait = approvalWait(caseId, 'plan');
  // People answer when the machine sleeps: only a wake-up, or its own look, can tell it.
  if (scenario.answer !== undefined)
    await eventually(
      () => Promise.resolve(tokens.knows(wait)),
      (sleeps) => sleeps,
      PATIENCE,
    );
  await answered(on, caseId, scenario);
  if (scenario.isWoken === true) await tokens.wake(wait);
  const end = await cloud.ended(execution);
  await on.queue.close();
  return { on, caseId, end, execution, entries: await entriesOf(on, caseId) };
}

async function onOneMachine(scenario: Scenario): Promise<readonly Entry[]> {
  const on = stage(scenario);
  await workOn(on);
  const caseId = await openOn(on);
  const over = new AbortController();
  const engine = new LocalEngine({
    workflow: caseWorkflow,
    log: on.ports.log,
    clock: on.clock,
    queue: on.queue,
    steps: engineSteps(on.ports, on.handlers, raise),
    tickMs: 20,
  });
  const run = engine.run(over.signal);
  await answered(on, caseId, scenario);
  // Pauses between attempts take no time here either.
  const haste = setInterval(() => {
    on.clock.putForward(5000);
  }, 20);
  await eventually(
    () => entriesOf(on, caseId),
    (entries) => isOver(entries),
    PATIENCE,
  );
  clearInterval(haste);
  over.abort();
  await run;
  await on.queue.close();
  return entriesOf(on, caseId);
}

/** The last entry of a case is the checkpoint over its report. */
function isOver(entries: readonly Entry[]): boolean {
  const state = fold(entries);
  return (
    state !== undefined &&
    walk(caseWorkflow, state).status !== 'waiting' &&
    entries.at(-1)?.type === 'checkpoint.signed'
  );
}

async function answered(on: Stage, caseId: CaseId, { answer }: Scenario): Promise<void> {
  if (answer === undefined) return;
  const isAsked = (entries: readonly Entry[]): boolean =>
    entries.some(({ type }) => type === 'authorisation.pending');
  await eventually(() => entriesOf(on, caseId), isAsked, PATIENCE);
  await answer(on, caseId);
}

const raise = (error: unknown): never => {
  throw error;
};
const yes: Answer = ({ ports }, caseId) => approve(ports, { caseId, actor: ANN, reason: 'agreed' });
const no: Answer = ({ ports }, caseId) => refuse(ports, { caseId, actor: ANN, reason: 'not ours' });
const silence: Answer = ({ clock }) => {
  clock.putForward(3_700_000);
  return Promise.resolve();
};

const gone = new PortError('source.device-error', 'dead disk');
const busy = new PortError('source.changed', 'it changed', { retryable: true });

const scenarios: readonly [what: string, end: string, scenario: Scenario][] = [
  ['goes well', 'SUCCEEDED', {}],
  ['is contained by nobody and has one disk', 'SUCCEEDED', { isolate: false, kinds: ['disk'] }],
  [
    'F-50 has one disk that fails for good',
    'SUCCEEDED',
    {
      script: (key) => {
        if (key === 'acquire-disk/E-0001') throw gone;
      },
    },
  ],
  [
    'F-51 has a call, a job and an item that are tried again, each by its own count',
    'SUCCEEDED',
    {
      script: (key, attempt) => {
        const isStubborn = ['preserve', 'report', 'acquire-disk/E-0002'].includes(key);
        if (isStubborn && attempt < 3) throw busy;
        if (key === 'analyse/E-0001') throw busy;
      },
    },
  ],
  [
    'has a triage that fails',
    'SUCCEEDED',
    {
      script: (key) => {
        if (key === 'triage') throw gone;
      },
    },
  ],
  [
    'F-46 has a step with an error that nobody foresaw',
    'SUCCEEDED',
    {
      script: (key) => {
        if (key === 'snapshot') throw new RangeError('token AKIAIOSFODNN7EXAMPLE is bad');
      },
    },
  ],
  [
    'gets no plan, and its report nevertheless',
    'FAILED',
    {
      script: (key) => {
        if (key === 'plan') throw gone;
      },
    },
  ],
  ['is approved', 'SUCCEEDED', { people: 1, answer: yes, isWoken: true }],
  ['is approved, and the wake-up is lost', 'SUCCEEDED', { people: 1, answer: yes }],
  ['is refused', 'FAILED', { people: 1, answer: no, isWoken: true }],
  ['is answered by nobody in time', 'FAILED', { people: 1, answer: silence }],
];

describe('a case that the compiled workflow takes through an emulator, with the real handlers', () => {
  it.each(scenarios)(
    '%s: its log is the one that the local engine writes',
    async (_, status, scenario) => {
      const { entries, end } = await inTheCloud(scenario);

      expect(storyOf(entries)).toEqual(storyOf(await onOneMachine(scenario)));
      expect(end).toMatchObject(
        status === 'FAILED' ? { status, error: 'afo.stopped' } : { status },
      );
    },
    PATIENCE,
  );
});

/** The first call for a step dies before it has done anything. */
const diesOnce =
  (handler: Handler, step: string): Handler =>
  async (event) => {
    const { step: asked, attempt } = z
      .looseObject({ step: z.string(), attempt: z.int() })
      .parse(event);
    if (asked === step && attempt === 1) throw new Error('out of memory');
    return handler(event);
  };
const stepsOf = (entries: readonly Entry[]) => fold(entries)?.steps;

/** Answers with one id a page. */
const oneByOne =
  (handler: Handler): Handler =>
  async (event) => {
    const page = z.object({ ids: z.array(z.string()), from: z.number(), more: z.boolean() });
    const answer = await handler(event);
    const { data } = page.safeParse(answer);
    if (data === undefined || data.ids.length < 2) return answer;
    return { ids: data.ids.slice(0, 1), from: data.from - data.ids.length + 1, more: true };
  };

describe('when a collection has several pages', () => {
  it('F-09 takes every item, and each once', async () => {
    const kinds = ['disk', 'disk', 'disk'] as const;
    const { entries, end } = await inTheCloud({
      kinds,
      broken: ({ ask }) => ({ ask: oneByOne(ask) }),
    });

    expect(end.status).toBe('SUCCEEDED');
    expect(storyOf(entries)).toEqual(storyOf(await onOneMachine({ kinds })));
  });
});

describe('when a function behind the state machine fails', () => {
  it('F-51 the attempt is entered as lost, and the next one is made', async () => {
    const { entries, end } = await inTheCloud({
      kinds: [],
      broken: ({ callStep }) => ({ callStep: diesOnce(callStep, 'preserve') }),
    });

    expect(end.status).toBe('SUCCEEDED');
    expect(stepsOf(entries)?.get('preserve')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(entries).toContainEqual(
      expect.objectContaining({
        type: 'step.failed',
        body: expect.objectContaining({
          key: 'preserve',
          attempt: 1,
          code: 'step.lost',
        }) as unknown,
      }),
    );
  });

  it('F-01 what cannot be entered stops the case: no success is told, and the report comes nevertheless', async () => {
    const { entries, end } = await inTheCloud({
      kinds: [],
      broken: ({ callStep, settleStep }) => ({
        callStep: diesOnce(callStep, 'preserve'),
        settleStep: diesOnce(settleStep, 'preserve'),
      }),
    });

    expect(end).toMatchObject({ status: 'FAILED', error: 'afo.stopped' });
    expect(stepsOf(entries)?.has('preserve')).toBe(false);
    expect(stepsOf(entries)?.has('snapshot')).toBe(false);
    expect(stepsOf(entries)?.get('report')?.status).toBe('succeeded');
  });

  it('a question that is not answered is no yes and no no', async () => {
    const { entries, end } = await inTheCloud({
      kinds: ['disk'],
      broken: () => ({ ask: () => Promise.reject(new Error('the log is out of reach')) }),
    });

    expect(end).toMatchObject({ status: 'FAILED', error: 'afo.stopped' });
    expect(stepsOf(entries)?.has('contain')).toBe(false);
    expect(stepsOf(entries)?.get('report')?.status).toBe('succeeded');
  });
});

describe('when an execution is started again for a case that has ended', () => {
  it('finds everything done and writes nothing', async () => {
    const { on, caseId, entries } = await inTheCloud({ kinds: ['disk'] });
    const again = await cloud.ended(await cloud.execute(machine, { case: caseId }));

    expect(again.status).toBe('SUCCEEDED');
    expect(await entriesOf(on, caseId)).toEqual(entries);
  });
});

describe('when an instance has 200 volumes with 5,000 characters on each', () => {
  it('F-52 no payload of the state machine comes near 32 KB, here in a workflow of plan and disks', async () => {
    const disk = nodeOf(caseWorkflow, 'acquire-disk');
    if (disk === undefined) throw new Error('the workflow acquires no disks');
    const workflow = sequence(step('plan'), forEach('disks', disk));
    const small = await cloud.createMachine('disks', compile(workflow, TARGET));
    bridge.events.length = 0;
    const kinds = Array.from({ length: 200 }, () => 'disk' as const);
    const { execution, entries, end } = await inTheCloud({ kinds, tag: 'x'.repeat(5000) }, small);
    const sizes = [...bridge.events, ...(await cloud.payloads(execution))].map(
      ({ length }) => length,
    );

    expect(end.status).toBe('SUCCEEDED');
    expect(entries.filter(({ type }) => type === 'evidence.sealed')).toHaveLength(200);
    expect(sizes.length).toBeGreaterThan(800);
    expect(Math.max(...sizes)).toBeLessThan(16 * 1024);
  }, 120_000);
});
