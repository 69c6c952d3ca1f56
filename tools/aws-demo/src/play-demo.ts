import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseId, CaseState } from '@afo/domain';
import { exportBundle, readCaseResults } from '@afo/pipeline';
import { makeSampleHost } from '@afo/sample-host';
import type { SampleHostFacts } from '@afo/sample-host';
import { verifyPath } from '@afo/verify/node';
import { hostPicture } from './host-picture.ts';
import { giveBack, playCase } from './play-case.ts';
import { startStage } from './stage/start-stage.ts';
import type { Stage } from './stage/start-stage.ts';

/** A volume has whole GiB. */
const GIB = 2 ** 30;

export interface DemoResult {
  readonly case: CaseId;
  readonly seconds: { readonly setUp: number; readonly case: number };
  readonly bundle: string;
  readonly verdict: string;
  readonly containment: string;
  readonly detections: number;
  readonly planted: number;
  /** Planted traces that no detection names. */
  readonly missed: readonly string[];
  readonly settingsGivenBack: number;
  readonly calls: number;
  readonly changingCalls: number;
  readonly folder: string;
  /** What did not come out as it should. */
  readonly failures: readonly string[];
}

/** Those who look on: when everything has started, and when all is done and nothing is ended yet. */
export interface Onlookers {
  /** A program that runs agent, worker and report elsewhere (`startHost`); they run here without it. */
  readonly host?: string | undefined;
  readonly atStart?: (stage: Stage) => Promise<void>;
  readonly atEnd?: (stage: Stage, result: DemoResult) => Promise<void>;
}

/** The whole case in the lab: finding, queue, functions, state machine, workers, report, release, bundle. */
export async function playDemo(
  folder: string,
  note: (text: string) => void,
  { atStart, atEnd, host }: Onlookers = {},
): Promise<DemoResult> {
  const began = performance.now();
  note('1/6  a compromised host, two accounts, two regions: starting the lab');
  const facts = await makeSampleHost({ out: join(folder, 'web-01.raw') });
  await truncate(facts.image, GIB);
  const stage = await startStage(folder, { image: facts.image, host });
  try {
    const setUp = seconds(began);
    note(`     ${stage.lab.url}, instance ${stage.instance} (set up in ${setUp.toFixed(1)} s)`);
    await atStart?.(stage);
    const result = await play({ stage, facts, folder, note, setUp });
    await atEnd?.(stage, result);
    return result;
  } finally {
    await stage.close();
  }
}

interface Playing {
  readonly stage: Stage;
  readonly facts: SampleHostFacts;
  readonly folder: string;
  readonly note: (text: string) => void;
  readonly setUp: number;
}

async function play(playing: Playing): Promise<DemoResult> {
  const { stage, note, folder, setUp } = playing;
  const began = performance.now();
  const { ports } = stage.stack;
  const before = await hostPicture(stage.lab);
  note('2/6  a person chooses "Forensic Isolation" in Security Hub');
  const state = await playCase(stage, note);
  note('3/6  reading what was found');
  const found = await foundIn(playing, state);
  note('4/6  giving the host back, by order');
  const settingsGivenBack = await giveBack(stage, state.id);
  const differences = differing(before, await hostPicture(stage.lab));
  note('5/6  writing the bundle and verifying it with the public key alone');
  const destination = { path: join(folder, `case-${state.id}.bag`), format: 'directory' } as const;
  const bundle = await exportBundle(
    { ports, sinks: stage.sinks },
    { caseId: state.id, destination, evidence: 'all' },
  );
  const verification = await verifyPath(bundle.path, { keys: [await ports.signer.publicKey()] });
  note('6/6  done');
  const calls = stage.lab.calls();
  return {
    case: state.id,
    seconds: { setUp, case: seconds(began) },
    bundle: bundle.path,
    verdict: verification.status,
    containment: state.containment ?? 'none',
    ...found,
    settingsGivenBack,
    calls: calls.length,
    changingCalls: calls.filter(({ changing }) => changing).length,
    folder,
    failures: [
      ...failuresOf(state),
      ...found.missed.map((name) => `not found: ${name}`),
      ...stage.refused().map((text) => `not allowed by its policy: ${text}`),
      ...differences.map((text) => `not as before: ${text}`),
      ...(verification.exitCode === 0 ? [] : [`the bundle is ${verification.status}`]),
    ],
  };
}

async function foundIn({ stage, facts }: Playing, { id: caseId }: CaseState) {
  const { ports } = stage.stack;
  const { detections } = await readCaseResults(ports, {
    caseId,
    actor: ports.actor,
    purpose: 'shown at the end of the demo',
  });
  const paths = new Set(detections.flatMap(({ pointers }) => pointers.map(({ path }) => path)));
  const missed = facts.planted.filter(
    ({ expect: all }) => !all.every((one) => one.paths.some((path) => paths.has(path))),
  );
  return {
    detections: detections.length,
    planted: facts.planted.length,
    missed: missed.map(({ name }) => name),
  };
}

const failuresOf = (state: CaseState): readonly string[] => [
  ...[...state.steps.values()]
    .filter(({ status }) => status !== 'succeeded')
    .map(
      ({ key, status, cause, reason, code }) =>
        `${key} ${status}: ${cause ?? reason ?? ''} (${code ?? 'no code'})`,
    ),
  ...(state.containment === 'proven' ? [] : [`isolation is ${state.containment ?? 'not ordered'}`]),
  ...(state.reports.length === 0 ? ['there is no report'] : []),
];

const differing = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);

const seconds = (since: number): number => (performance.now() - since) / 1000;
