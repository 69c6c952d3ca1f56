import type { CaseId, CaseState, Entry } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { faultsAt } from './faults-at.ts';
import type { Strikes, Struck } from './faults-at.ts';
import { lookAtHost } from './host-look.ts';
import type { HostLook } from './host-look.ts';
import type { FaultKind } from './kinds.ts';
import { openOrdered, play } from './play.ts';
import type { Stand } from './stand.ts';

/** A case that was played to its end while calls failed. */
export interface Played {
  readonly id: CaseId;
  readonly state: CaseState;
  readonly entries: readonly Entry[];
  readonly struck: Struck;
  /** How the host stood when an attempt had ended, in the order of the attempts. */
  readonly looks: ReadonlyMap<string, HostLook>;
}

/** Plays a case, and looks at the host whenever an attempt at a step that acts on it has ended. */
export async function playStruck(
  stand: Stand,
  ports: Ports,
  { kind, strikes }: { readonly kind: FaultKind; readonly strikes: Strikes },
): Promise<Played> {
  const id = await openOrdered(ports, stand.instance);
  const struck = faultsAt(stand, kind, strikes);
  const looks = new Map<string, HostLook>();
  let last = '';
  const look = async (): Promise<void> => {
    struck.stop();
    if (/^(?:preserve|snapshot|contain|prove)#/.test(last))
      looks.set(last, await lookAtHost(stand.lab));
  };
  const state = await play(ports, id, async (step, attempt) => {
    await look();
    last = `${step}#${String(attempt)}`;
    struck.onAttempt(step, attempt);
  });
  await look();
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(id)) entries.push(entry);
  return { id, state, entries, struck, looks };
}

export interface AttemptEnd {
  readonly status: 'succeeded' | 'failed' | 'none';
  /** Its entry as it stands in the log. */
  readonly text: string;
}

export function endOf({ entries }: Played, attempt: string): AttemptEnd {
  const [step, number] = attempt.split('#');
  const end = entries.find(
    ({ type, body }) =>
      (type === 'step.succeeded' || type === 'step.failed') &&
      'step' in body &&
      body.step === step &&
      'attempt' in body &&
      String(body.attempt) === number,
  );
  if (end === undefined) return { status: 'none', text: '' };
  return {
    status: end.type === 'step.succeeded' ? 'succeeded' : 'failed',
    text: JSON.stringify(end.body),
  };
}
