import type { Check, CheckFacts, Outcome } from './check.ts';
import { elsewhere, fail, notApplicable, pass } from './check.ts';

const REPORT = 'to be seen in the report itself';
const PRODUCT = 'shown by the tests of the product, not by a case';

export const analysis: readonly Check[] = [
  { id: 'C37', claim: 'evidence did not change under analysis', judge: unchangedCopies },
  {
    id: 'C38',
    claim: 'running an analysis again gives the same',
    judge: elsewhere('needs the tools and another run'),
  },
  { id: 'C39', claim: 'statements link to item, place and tool run', judge: elsewhere(REPORT) },
  { id: 'C40', claim: 'failures are in the report', judge: elsewhere(REPORT) },
  {
    id: 'C41',
    claim: 'the report states limits, and has a machine-readable twin',
    judge: elsewhere(REPORT),
  },
  {
    id: 'C42',
    claim: 'certification text for self-authenticating digests',
    judge: elsewhere(REPORT),
  },
  { id: 'C43', claim: 'the bundle verifies on a machine without a network', judge: offline },
  {
    id: 'C44',
    claim: 'responder, investigator, custodian and administrator are four',
    judge: elsewhere('roles are kept by the identity provider'),
  },
  { id: 'C45', claim: 'no secret in parameters, outputs and entries', judge: elsewhere(PRODUCT) },
  {
    id: 'C46',
    claim: 'selective collection records its filter',
    judge: elsewhere('stated in the plan'),
  },
  { id: 'C47', claim: 'every claimed mitigation has a test', judge: elsewhere(PRODUCT) },
  { id: 'C48', claim: 'times in the report are computed from the log', judge: elsewhere(REPORT) },
];

function unchangedCopies({ log }: CheckFacts): Outcome {
  const { runs, changedInputs } = log.audit.analyses;
  if (runs === 0) return notApplicable('nothing was analysed');
  return changedInputs === 0
    ? pass(`${String(runs)} runs`)
    : fail(`${String(changedInputs)} inputs changed`);
}

function offline({ verification }: CheckFacts): Outcome {
  return verification.faults.length === 0 ? pass('verified just now') : fail('see the faults');
}
