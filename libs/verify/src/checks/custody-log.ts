import { isSource } from '../log/tallies.ts';
import type { Check, CheckFacts, Outcome } from './check.ts';
import { elsewhere, fail, hasFault, notApplicable, notProvable, pass, stackOf } from './check.ts';

const SEE_LOG = 'see the faults of the log';

export const custodyLog: readonly Check[] = [
  { id: 'C27', claim: 'no gap; every entry says who, what, when, why', judge: entries },
  {
    id: 'C28',
    claim: 'entries are canonical JSON in a Merkle tree',
    judge: (facts) =>
      hasFault(facts, 'log.line', 'log.not-canonical') ? fail(SEE_LOG) : pass('every line'),
  },
  {
    id: 'C29',
    claim: 'nothing was changed, dropped, inserted, reordered or cut off',
    judge: unchanged,
  },
  {
    id: 'C30',
    claim: 'checkpoints are signed by a key outside the pipeline; verified offline',
    judge: signatures,
  },
  { id: 'C31', claim: 'RFC 3161 timestamps from a pinned root', judge: timestamps },
  { id: 'C32', claim: 'a witness holds every checkpoint too', judge: witnesses },
  { id: 'C33', claim: 'transfers have a signed receipt', judge: transfers },
  { id: 'C34', claim: 'analysis used verified copies', judge: copies },
  {
    id: 'C35',
    claim: 'every read of evidence is in the log',
    judge: (facts) =>
      stackOf(facts) === 'aws'
        ? notProvable('held against the data events of the vault')
        : elsewhere('a folder keeps no record of its readers')(facts),
  },
  { id: 'C36', claim: 'evidence was verified after acquisition', judge: verifications },
];

function entries(facts: CheckFacts): Outcome {
  const { humansWithoutSession } = facts.log.audit.tallies;
  if (hasFault(facts, 'log.')) return fail(SEE_LOG);
  if (humansWithoutSession > 0)
    return fail(`${String(humansWithoutSession)} entries of people do not name their session`);
  return pass(`${String(facts.log.audit.size)} entries`);
}

function unchanged(facts: CheckFacts): Outcome {
  if (hasFault(facts, 'log.', 'checkpoint.')) return fail('see the faults of log and checkpoints');
  return pass(`${String(facts.log.holding.length)} checkpoints hold`);
}

function signatures({ verification }: CheckFacts): Outcome {
  switch (verification.trust.basis) {
    case 'pinned':
      return pass('by keys that were given');
    case 'bundle-key':
      return notProvable(
        'the keys come from the bundle itself; whose they are must be known from elsewhere',
      );
    case 'none':
      return fail('no checkpoint holds');
  }
}

function timestamps(facts: CheckFacts): Outcome {
  const { time } = facts.verification.trust;
  if (hasFault(facts, 'timestamp.')) return fail('see the faults of the timestamps');
  if (time === 'pinned-root') return pass(`${String(facts.log.timestamps.length)} tokens`);
  if (time === 'token-only') return notProvable('no root was given that the tokens could lead to');
  return facts.log.audit.tallies.count('case.closed') === 0
    ? notApplicable('no token; the case is not closed')
    : fail('closed without a token');
}

function witnesses({ log }: CheckFacts): Outcome {
  const alone = log.holding.filter(({ signers }) => signers.length < 2).length;
  if (log.holding.length === 0) return fail('no checkpoint holds');
  return alone === 0
    ? pass('every checkpoint')
    : fail(`${String(alone)} of ${String(log.holding.length)} checkpoints have one signer`);
}

function transfers({ log }: CheckFacts): Outcome {
  return log.audit.tallies.count('evidence.transferred') === 0
    ? notApplicable('nothing was transferred')
    : notProvable('the receipts are in the log; the keys of the receivers are not known');
}

function copies(facts: CheckFacts): Outcome {
  if (facts.log.audit.analyses.runs === 0) return notApplicable('nothing was analysed');
  return hasFault(facts, 'log.evidence')
    ? fail(SEE_LOG)
    : pass('inputs have the digests that were sealed');
}

function verifications({ log }: CheckFacts): Outcome {
  const seized = [...log.audit.ledger.items].filter(
    ([, { sealed, acquired }]) => sealed !== undefined && isSource(acquired.kind),
  );
  if (seized.length === 0) return notApplicable('nothing was seized');
  const unverified = seized
    .filter(([, { verified }]) => !verified.has('acquisition'))
    .map(([id]) => id);
  const mismatched = seized.filter(([, { mismatched: wrong }]) => wrong).map(([id]) => id);
  if (mismatched.length > 0) return fail(`failed a verification: ${mismatched.join(', ')}`);
  return unverified.length === 0
    ? pass(`${String(seized.length)} items`)
    : fail(`not verified: ${unverified.join(', ')}`);
}
