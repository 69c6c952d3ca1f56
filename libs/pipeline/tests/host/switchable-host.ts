import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { CaseId, CaseState, EntryBody, Plan, StepName } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import type { HostChange, HostControl, IsolationProof } from '@afo/ports';
import { CaseBook, hostSteps, openCase, runStep } from '../../src/index.ts';

const possible = (technique: string) => ({ technique, possible: true, reason: 'a test' });
export const ALL = ['preserve', 'snapshot', 'contain', 'prove'].map(possible);

/** A host of switches that can be read and set; a switch in `broken` answers every call with an error. */
export class SwitchableHost {
  readonly switches = new Map<string, string>([
    ['protection', 'off'],
    ['network', 'open'],
    ['role', 'worn'],
  ]);
  readonly broken = new Set<string>();
  readonly calls: string[] = [];
  /** What happens elsewhere while a call is on its way. */
  readonly meanwhile = new Map<string, () => Promise<void>>();
  techniques = ALL;
  /** Finds nothing to change. */
  isEmpty = false;
  /** Switches whose setting is an act: done once, it is not done again. */
  readonly acts = new Set<string>();
  /** Since when the host was said to be isolated, at each look. */
  readonly askedSince: (string | undefined)[] = [];
  whileProving = (): Promise<void> => Promise.resolve();
  proof: IsolationProof = { proven: false, reason: 'nobody has looked', records: [] };

  readonly control: Partial<HostControl> = {
    preflight: () => Promise.resolve(this.techniques),
    changes: (step) =>
      Promise.resolve(
        this.isEmpty ? [] : WANTED[step].map(([name, to]) => this.#set(step, name, to)),
      ),
    restorations: (settings) =>
      Promise.resolve(
        settings.map(({ setting, before }) =>
          this.#set('release', setting, String(before['value'])),
        ),
      ),
    prove: async ({ containedAt }) => {
      this.askedSince.push(containedAt);
      await this.whileProving();
      return this.proof;
    },
  };

  #set(step: string, name: string, to: string): HostChange {
    return {
      id: `${step}/${name}`,
      setting: name,
      resource: 'i-1',
      wanted: { value: to },
      needs: [],
      once: this.acts.has(name),
      planned: { call: `test:Set-${name}`, where: {}, parameters: { to }, alsoHits: [] },
      read: () => Promise.resolve({ value: this.switches.get(name) ?? '' }),
      apply: async () => {
        this.calls.push(`${step}/${name}`);
        await this.meanwhile.get(`${step}/${name}`)?.();
        if (this.broken.has(name)) throw new PortError('aws.denied', 'no');
        this.switches.set(name, to);
        return 'request-1';
      },
    };
  }
}

const WANTED = {
  preserve: [['protection', 'on']],
  snapshot: [['snapshots', 'taken']],
  contain: [
    ['network', 'closed'],
    ['role', 'none'],
  ],
} as const;

export async function caseAbout(
  host: SwitchableHost,
  plan: Partial<Plan> = {},
): Promise<{ readonly ports: MemoryPorts; readonly caseId: CaseId }> {
  const ports = memoryPorts({ techniques: ALL, host: host.control });
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
    grantedBy: { kind: 'command', approver: { kind: 'human', name: 'ann' }, reason: 'ordered' },
  });
  const book = await CaseBook.open(ports, caseId);
  const made = { ...samplePlan([]), isolate: true, techniques: ALL, ...plan };
  await book.append(() => [{ type: 'plan.made', body: { plan: made } }]);
  return { ports, caseId };
}

export async function step(
  { ports, caseId }: { readonly ports: MemoryPorts; readonly caseId: CaseId },
  name: StepName,
  attempt = 1,
): Promise<CaseState> {
  const control = { signal: new AbortController().signal, progress: () => undefined };
  await runStep({
    ports,
    handlers: hostSteps,
    task: { caseId, step: name, key: name, attempt },
    control,
  });
  return (await CaseBook.open(ports, caseId)).state;
}

export async function changesOf({
  ports,
  caseId,
}: {
  readonly ports: MemoryPorts;
  readonly caseId: CaseId;
}): Promise<readonly EntryBody<'resource.changed'>[]> {
  const bodies = [];
  for await (const { entry } of ports.log.read(caseId))
    if (isEntry(entry, 'resource.changed')) bodies.push(entry.body);
  return bodies;
}
