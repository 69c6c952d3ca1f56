import type { Check, CheckFacts, Outcome } from './check.ts';
import { every, fail, hasFault, manifestsOf, notApplicable, pass, stackOf } from './check.ts';

export const identification: readonly Check[] = [
  { id: 'C1', claim: 'every item has an id that is never reused, and a root exhibit', judge: ids },
  { id: 'C2', claim: 'an authorisation comes before the first change', judge: authority },
  { id: 'C3', claim: 'items name their source', judge: sources },
  { id: 'C4', claim: 'what is possible was looked at before acquisition', judge: preflight },
];

function ids(facts: CheckFacts): Outcome {
  const { size } = facts.log.audit.ledger.items;
  if (size === 0) return notApplicable('no item was acquired');
  return hasFault(facts, 'log.evidence')
    ? fail('see the faults of the log')
    : pass(`${String(size)} items`);
}

function authority(facts: CheckFacts): Outcome {
  const { authorisations, isOwed } = facts.log.audit.authority;
  if (hasFault(facts, 'log.authority')) return fail('see the faults of the log');
  if (isOwed) return pass('begun as an emergency: an authorisation is still pending');
  return authorisations === 0
    ? fail('no authorisation was granted')
    : pass(`${String(authorisations)} authorisations`);
}

function sources(facts: CheckFacts): Outcome {
  const manifests = manifestsOf(facts, 'disk', 'memory', 'log');
  if (stackOf(facts) !== 'aws') return notApplicable('not a case in AWS');
  if (manifests.length === 0) return notApplicable('nothing was seized');
  const isNamed = (where: (typeof manifests)[number]['source']['where']): boolean =>
    where?.account !== undefined && where.region !== undefined && where.resource !== undefined;
  return every(manifests, ({ source }) => isNamed(source.where), 'account, region and resource');
}

function preflight({ log }: CheckFacts): Outcome {
  const acquired = log.audit.tallies.firstSource;
  const looked = log.audit.tallies.first('preflight.recorded');
  if (acquired === undefined) return notApplicable('nothing was seized');
  if (looked === undefined) return fail('no preflight is recorded');
  return looked < acquired
    ? pass(`entry ${String(looked)}`)
    : fail(`only at entry ${String(looked)}`);
}
