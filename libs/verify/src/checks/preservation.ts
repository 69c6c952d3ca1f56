import type { Check, CheckFacts, Outcome } from './check.ts';
import {
  elsewhere,
  fail,
  hasFault,
  manifestsOf,
  notApplicable,
  notProvable,
  pass,
  stackOf,
} from './check.ts';

const VAULT = 'a property of the vault, not of what it gave away';

export const preservation: readonly Check[] = [
  { id: 'C17', claim: 'SHA-256 of everything', judge: manifests },
  { id: 'C18', claim: 'digests of the bytes as seized and as stored', judge: manifests },
  {
    id: 'C19',
    claim: 'digests lie in another trust domain than the bytes',
    judge: elsewhere(VAULT),
  },
  { id: 'C20', claim: 'multipart checksums are not taken for digests', judge: multipart },
  { id: 'C21', claim: 'versioning and Object Lock in compliance mode', judge: elsewhere(VAULT) },
  {
    id: 'C22',
    claim: 'legal hold from the opening on; retention never shortened',
    judge: elsewhere(VAULT),
  },
  { id: 'C23', claim: 'keys hold case, item and digest; nothing is overwritten', judge: keys },
  {
    id: 'C24',
    claim: 'snapshots are locked, or verified before they are deleted',
    judge: elsewhere(VAULT),
  },
  {
    id: 'C25',
    claim: 'the pipeline cannot delete or disable the key of the evidence',
    judge: elsewhere(VAULT),
  },
  { id: 'C26', claim: 'abandoned uploads expire within days', judge: elsewhere(VAULT) },
];

function manifests(facts: CheckFacts): Outcome {
  const { size } = facts.items;
  if (size === 0) return notApplicable('nothing was sealed');
  return manifestsOf(facts).length === size
    ? pass(`${String(size)} manifests`)
    : fail('a manifest is missing or malformed');
}

function multipart(facts: CheckFacts): Outcome {
  return stackOf(facts) === 'aws'
    ? pass('the manifests hold SHA-256 of whole objects')
    : notApplicable('no object was uploaded in parts');
}

function keys(facts: CheckFacts): Outcome {
  if (hasFault(facts, 'item.object-misnamed')) return fail('see the faults of the items');
  return notProvable(`the keys are as they should be; the rest is ${VAULT}`);
}
