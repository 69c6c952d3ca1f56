import { MemoryCaseLog, memoryPorts } from '@afo/conformance/memory';
import type { CaseId, Source } from '@afo/domain';
import { isEntry, planRuleSchema, sha256Schema } from '@afo/domain';
import type { CaseLog, LogLine, Ports } from '@afo/ports';
import { verifyEntries } from '@afo/verify';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { openCase } from '../case/open-case.ts';
import { runStep } from '../step/run-step.ts';
import { planWith } from './make-plan.ts';

const VOLUMES = 900;
const sources = Array.from({ length: VOLUMES }, (_, index): Source => ({
  kind: 'disk',
  title: `volume ${index}`,
  uris: [`aws-ebs://aws/111122223333/eu-central-1/vol-${index.toString(16).padStart(17, '0')}`],
}));
const playbook = {
  name: 'test',
  sha256: sha256Schema.parse('cd'.repeat(32)),
  plan: [planRuleSchema.parse({ name: 'r', approval: { people: 0, reason: 'covered' } })],
};

/** The process has ended; no error of ours, so nothing may take it for one. */
class Crash extends Error {}

/** A log that breaks its promise: of the append that holds a plan it keeps so many lines, and the process dies. */
class TornLog extends MemoryCaseLog {
  keeps: number | undefined;

  override async append(caseId: CaseId, size: number, lines: readonly LogLine[]): Promise<void> {
    const isPlan = lines.some(({ entry }) => isEntry(entry, 'plan.made'));
    if (this.keeps === undefined || !isPlan) return super.append(caseId, size, lines);
    const kept = lines.slice(0, this.keeps);
    this.keeps = undefined;
    if (kept.length > 0) await super.append(caseId, size, kept);
    throw new Crash('between two lines');
  }
}

/** A step is entered as failed where it can be; a process that dies enters nothing. */
const dead = { signal: AbortSignal.abort(new Crash('gone')), progress: () => undefined };
const alive = { signal: new AbortController().signal, progress: () => undefined };

async function opened(log: MemoryCaseLog = new MemoryCaseLog()) {
  const ports: Ports = { ...memoryPorts({ sources }), log };
  const caseId = await openCase(ports, {
    title: 'a large host',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'x',
    sources: [],
    grantedBy: { kind: 'command', approver: { kind: 'human', name: 'ann' }, reason: 'ordered' },
  });
  return { ports, caseId };
}
const plan = async (ports: Ports, caseId: CaseId, control: typeof alive = alive) => {
  const task = { caseId, step: 'plan', key: 'plan', attempt: 1 };
  await runStep({ ports, handlers: { plan: planWith(playbook) }, task, control });
};
const linesIn = async (log: CaseLog, caseId: CaseId): Promise<readonly LogLine[]> => {
  const lines: LogLine[] = [];
  for await (const line of log.read(caseId)) lines.push(line);
  return lines;
};
const judged = async ({ log, signer }: Ports, caseId: CaseId) =>
  verifyEntries(
    {
      lines: (await linesIn(log, caseId)).map(({ line }) => line),
      checkpoints: await log.checkpoints(caseId),
    },
    { keys: [await signer.publicKey()] },
  );

describe('when a host has more volumes than one entry holds', () => {
  it('is planned whole, in one append, and the log is proven', async () => {
    const { ports, caseId } = await opened();

    await plan(ports, caseId);

    const { state } = await CaseBook.open(ports, caseId);
    expect(state.plan?.items.map(({ title }) => title)).toEqual(sources.map(({ title }) => title));
    expect(state.steps.get('plan')).toMatchObject({ status: 'succeeded' });
    expect(await judged(ports, caseId)).toMatchObject({ faults: [] });
  });
});

describe('when the process dies between the parts of a plan', () => {
  const whole = async (): Promise<readonly LogLine[]> => {
    const { ports, caseId } = await opened();
    await plan(ports, caseId);
    return linesIn(ports.log, caseId);
  };

  it('there is no plan, and the next attempt ends in one, wherever the log was torn', async () => {
    const parts = (await whole()).filter(({ entry }) => isEntry(entry, 'plan.detailed')).length;
    expect(parts).toBeGreaterThan(2);

    for (let keeps = 0; keeps <= parts; keeps += 1) {
      const log = new TornLog();
      const { ports, caseId } = await opened(log);
      log.keeps = keeps;
      await expect(plan(ports, caseId, dead)).rejects.toThrow(Crash);
      expect((await CaseBook.open(ports, caseId)).state.plan).toBeUndefined();

      await plan(ports, caseId);
      await plan(ports, caseId);

      const entries = (await linesIn(log, caseId)).map(({ entry }) => entry);
      const { state } = await CaseBook.open(ports, caseId);
      expect(state.plan?.items).toHaveLength(VOLUMES);
      expect(state.plan?.items[0]?.item).toBe('E-0001');
      expect(entries.filter((entry) => isEntry(entry, 'plan.made'))).toHaveLength(1);
      const { faults, notes } = await judged(ports, caseId);
      expect(faults).toEqual([]);
      expect(notes.filter(({ message }) => message.startsWith('a plan was begun'))).toHaveLength(
        keeps === 0 ? 0 : 1,
      );
    }
  });
});
