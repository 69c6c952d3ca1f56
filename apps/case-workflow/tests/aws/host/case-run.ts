import type { ContainOptions, HostCalls } from '@afo/adapter-aws/host';
import { ec2Changes, strictContainment } from '@afo/adapter-aws/host';
import type { Entry, EntryDraft } from '@afo/domain';
import { sampleLog } from '@afo/domain/testing';
import { carryOut, changedSettings } from '@afo/pipeline';
import type { HostChange, HostOrder } from '@afo/ports';
import { SUBJECT } from './topology.ts';

const opening = firstOf(sampleLog());
export const CASE = opening.case;

/** A case on the subject: its log, and the steps on its host as the workflow runs them. */
export class CaseRun {
  readonly log: EntryDraft<'resource.changed'>[] = [];
  /** Told when an entry is about to be written. */
  onRecord: () => void = () => undefined;
  readonly #options: ContainOptions;
  #time = Date.parse('2026-11-24T12:00:00Z');

  constructor(options: ContainOptions = strictContainment) {
    this.#options = options;
  }

  changes(calls: HostCalls, step: 'preserve' | 'contain'): Promise<readonly HostChange[]> {
    return this.#stack(calls).changes(step, this.#order());
  }

  /** One attempt of the step. */
  async run(calls: HostCalls, step: 'preserve' | 'contain'): Promise<void> {
    await this.#carryOut(await this.changes(calls, step));
  }

  /** Attempts until one succeeds; fails with the last one's error. */
  async untilDone(calls: HostCalls, step: 'preserve' | 'contain', attempts = 3): Promise<void> {
    try {
      await this.run(calls, step);
    } catch (error) {
      if (attempts <= 1) throw error;
      await this.untilDone(calls, step, attempts - 1);
    }
  }

  async release(calls: HostCalls): Promise<void> {
    const settings = changedSettings(this.#entries());
    const changes = await this.#stack(calls).restorations(settings, this.#order());
    await carryOut(changes, { record: () => Promise.resolve(), logged: [] });
  }

  /** Changes whose last word in the log is an intent: nobody knows whether they were made. */
  unanswered(): readonly string[] {
    const last = new Map(this.log.map(({ body }) => [body.change, body.phase]));
    return [...last].flatMap(([change, phase]) => (phase === 'intended' ? [change] : []));
  }

  async #carryOut(changes: readonly HostChange[]): Promise<void> {
    const record = (...drafts: readonly EntryDraft[]): Promise<void> => {
      this.onRecord();
      for (const draft of drafts) if (draft.type === 'resource.changed') this.log.push(draft);
      return Promise.resolve();
    };
    await carryOut(changes, { record, logged: this.#entries() });
  }

  #entries(): readonly Entry<'resource.changed'>[] {
    return this.log.map((draft, seq) => ({ ...opening, seq, ...draft }));
  }

  #order(): HostOrder {
    const subject = {
      kind: 'ec2-instance',
      id: SUBJECT,
      partition: 'aws',
      account: '111122223333',
      region: 'eu-central-1',
    } as const;
    return { case: CASE, subject, changed: this.log.map(({ body }) => body) };
  }

  #stack(calls: HostCalls) {
    return ec2Changes({
      callsFor: () => calls,
      contain: this.#options,
      now: () => (this.#time += 1_000),
      sleep: () => Promise.resolve(),
    });
  }
}

function firstOf([first]: readonly Entry[]): Entry {
  if (first === undefined) throw new Error('a sample log is never empty');
  return first;
}
