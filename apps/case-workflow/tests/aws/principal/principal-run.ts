import { openPrincipalControl } from '@afo/adapter-aws/host';
import type { HostCalls, RoleContainment } from '@afo/adapter-aws/host';
import type { Entry, EntryDraft } from '@afo/domain';
import { sampleLog } from '@afo/domain/testing';
import { carryOut, changedSettings } from '@afo/pipeline';
import type { HostChange, HostControl, HostOrder, IsolationProof } from '@afo/ports';
import { ACCOUNT } from './iam-model.ts';
import type { Principal } from './iam-model.ts';

const [opening] = sampleLog();
if (opening === undefined) throw new Error('a sample log is never empty');
const OPENING = opening;

/** A case on a principal: its log, and its steps as the workflow runs them. */
export class PrincipalRun {
  readonly log: EntryDraft<'resource.changed'>[] = [];
  readonly #subject: HostOrder['subject'];
  readonly #role: RoleContainment;
  #time = Date.parse('2026-11-24T12:00:00Z');

  constructor({ kind, name }: Principal, role: RoleContainment = 'everything') {
    this.#subject = { kind, id: name, partition: 'aws', account: ACCOUNT };
    this.#role = role;
  }

  control(calls: HostCalls): HostControl {
    return openPrincipalControl({
      callsFor: () => calls,
      own: { account: '999999999999', memberRole: 'afo/afo-member' },
      role: this.#role,
      now: () => (this.#time += 1_000),
      sleep: () => Promise.resolve(),
    });
  }

  changes(calls: HostCalls): Promise<readonly HostChange[]> {
    return this.control(calls).changes('contain', this.#order());
  }

  /** One attempt of the step. */
  async contain(calls: HostCalls): Promise<void> {
    const record = (...drafts: readonly EntryDraft[]): Promise<void> => {
      for (const draft of drafts) if (draft.type === 'resource.changed') this.log.push(draft);
      return Promise.resolve();
    };
    await carryOut(await this.changes(calls), { record, logged: this.#entries() });
  }

  prove(calls: HostCalls): Promise<IsolationProof> {
    return this.control(calls).prove(this.#order());
  }

  async release(calls: HostCalls): Promise<void> {
    const settings = changedSettings(this.#entries());
    const changes = await this.control(calls).restorations(settings, this.#order());
    await carryOut(changes, { record: () => Promise.resolve(), logged: [] });
  }

  #entries(): readonly Entry<'resource.changed'>[] {
    return this.log.map((draft, seq) => ({ ...OPENING, seq, ...draft }));
  }

  #order(): HostOrder {
    const changed = this.log.map(({ body }) => body);
    return { case: OPENING.case, subject: this.#subject, changed };
  }
}
