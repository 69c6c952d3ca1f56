import type { IsolationProof } from '@afo/ports';
import { isGone } from '../inventory/instance.ts';
import { lookAtConfiguration } from './configuration.ts';
import { lookAtFlowLogs } from './flow-logs.ts';
import type { Look, LookContext } from './look.ts';
import { lookByProbe } from './probe.ts';
import { lookByAnalyzer } from './reachability.ts';

/**
 * Looks whether a host is isolated, by every means that there is (CON-3). It is proven where the settings are as they
 * should be, one means shows it, and none shows the contrary. Settings alone are no proof.
 */
export async function proveIsolation(context: LookContext): Promise<IsolationProof> {
  if (isGone(context.instance))
    return { proven: false, reason: `the instance is ${context.instance.state}`, records: [] };
  const configuration = await lookAtConfiguration(context);
  if (configuration.verdict !== 'isolated') return unproven([configuration]);
  const active = [await lookByAnalyzer(context), await lookByProbe(context)];
  // Where another means proves it already, records of traffic are read for what speaks against it, and not waited for.
  const hasProof = active.some(({ verdict }) => verdict === 'isolated');
  const wait = hasProof ? { ...context.wait, until: context.wait.now() } : context.wait;
  const traffic = await lookAtFlowLogs({ ...context, wait });
  return conclude([traffic, ...active, configuration]);
}

/** The strongest means first: traffic, then the configuration of the whole way, then the suspect's word. */
function conclude(looks: readonly Look[]): IsolationProof {
  const against = looks.filter(({ verdict }) => verdict === 'reached');
  if (against.length > 0) return unproven([...against, ...looks.filter(isNot(against))]);
  const proof = looks.find(
    ({ verdict, method }) => verdict === 'isolated' && method !== 'configuration',
  );
  if (proof === undefined) return unproven(looks);
  const rest = looks.filter((look) => look !== proof);
  return {
    method: proof.method,
    proven: true,
    reason: told([proof, ...rest]),
    records: [...proof.records, ...rest.flatMap(({ records }) => records)],
  };
}

const isNot =
  (others: readonly Look[]) =>
  (look: Look): boolean =>
    !others.includes(look);

function unproven(looks: readonly Look[]): IsolationProof {
  const [first] = looks;
  const isConfiguration = looks.every(
    ({ method, verdict }) => method === 'configuration' || verdict === 'unknown',
  );
  const method = isConfiguration ? 'configuration' : first?.method;
  return {
    ...(method === undefined ? {} : { method }),
    proven: false,
    reason: told(looks),
    records: looks.flatMap(({ records }) => records),
  };
}

const told = (looks: readonly Look[]): string =>
  looks
    .map(({ method, reason }) => `${method}: ${reason}`)
    .join('; ')
    .slice(0, 4000)
    // A probe's words are the host's; a log cannot hold half a character.
    .toWellFormed();
