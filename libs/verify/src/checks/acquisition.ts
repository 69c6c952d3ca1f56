import type { Check, CheckFacts, Outcome } from './check.ts';
import {
  elsewhere,
  every,
  fail,
  hasFault,
  manifestsOf,
  notApplicable,
  notProvable,
  pass,
  stackOf,
} from './check.ts';

export const acquisition: readonly Check[] = [
  { id: 'C5', claim: 'the order of actions is the planned one', judge: order },
  { id: 'C6', claim: 'disks are whole: as many bytes as the source reported', judge: wholeDisks },
  {
    id: 'C7',
    claim: 'block digests equal the checksums of the EBS direct API',
    judge: ebsChecksums,
  },
  {
    id: 'C8',
    claim: 'a second implementation gives the same digest of a whole image',
    judge: secondDigest,
  },
  {
    id: 'C9',
    claim: 'memory is whole: the ranges of the machine',
    judge: memory('its ranges are held against the machine at acquisition'),
  },
  { id: 'C10', claim: 'memory: tool with version and digest', judge: memoryTool },
  {
    id: 'C11',
    claim: 'memory: times, rate, smear',
    judge: memory('smear is measured on the host'),
  },
  {
    id: 'C12',
    claim: 'swap is noted as collected or not',
    judge: memory('swap is looked for on the host'),
  },
  { id: 'C13', claim: 'logs state window, filter, count and truncation', judge: logFacts },
  {
    id: 'C14',
    claim: 'live answers of a host that may lie are marked',
    judge: () => notApplicable('no live response is kept as evidence'),
  },
  { id: 'C15', claim: 'clock offset of the source', judge: clocks },
  {
    id: 'C16',
    claim: 'the source is not stopped, detached or deleted without authority',
    judge: changes,
  },
];

function order({ log }: CheckFacts): Outcome {
  const { tallies } = log.audit;
  const [memoryAt, containAt] = ['acquire-memory', 'contain'].map((step) =>
    tallies.firstOfStep(step),
  );
  if (tallies.first('plan.made') === undefined) return notApplicable('no plan was made');
  if (memoryAt === undefined || containAt === undefined)
    return notApplicable('not both memory and containment');
  return memoryAt < containAt
    ? pass('memory before containment')
    : pass('containment before memory, for the reason that the plan gives');
}

function wholeDisks(facts: CheckFacts): Outcome {
  const disks = manifestsOf(facts, 'disk');
  if (disks.length === 0) return notApplicable('no disk');
  return every(
    disks,
    ({ content, completeness }) =>
      completeness.missing.length === 0 && content.bytes === completeness.expectedBytes,
    'whole',
  );
}

function ebsChecksums(facts: CheckFacts): Outcome {
  const snapshots = manifestsOf(facts, 'disk').filter(
    ({ source }) => source.facts['format'] === 'ebs-snapshot',
  );
  return snapshots.length === 0
    ? notApplicable('no EBS snapshot')
    : notProvable('compared at acquisition, block by block');
}

function secondDigest(facts: CheckFacts): Outcome {
  const disks = manifestsOf(facts, 'disk');
  if (disks.length === 0) return notApplicable('no disk');
  const unread = disks.filter(({ item }) => facts.items.get(item)?.verdict === 'by-manifest');
  if (unread.length > 0)
    return notProvable(`not read: ${unread.map(({ item }) => item).join(', ')}`);
  return every(
    disks,
    ({ item }) => facts.items.get(item)?.verdict === 'by-bytes',
    'digest of the decoded image',
  );
}

function memory(reason: string): Check['judge'] {
  return (facts) =>
    manifestsOf(facts, 'memory').length === 0
      ? notApplicable('no memory')
      : elsewhere(reason)(facts);
}

function memoryTool(facts: CheckFacts): Outcome {
  const captures = manifestsOf(facts, 'memory');
  if (captures.length === 0) return notApplicable('no memory');
  return every(
    captures,
    ({ acquired }) => acquired.tool.sha256 !== undefined,
    'digest of the tool',
  );
}

function logFacts(facts: CheckFacts): Outcome {
  const logs = manifestsOf(facts, 'log');
  if (logs.length === 0) return notApplicable('no log');
  return stackOf(facts) === 'aws'
    ? notProvable('stated by the source of each log')
    : notApplicable('logs came as files');
}

function clocks(facts: CheckFacts): Outcome {
  const live = manifestsOf(facts, 'disk', 'memory');
  if (live.length === 0 || stackOf(facts) !== 'aws') return notApplicable('no source with a clock');
  return every(live, ({ acquired }) => acquired.clockOffset !== undefined, 'clock offset');
}

function changes(facts: CheckFacts): Outcome {
  if (facts.log.audit.authority.changes === 0) return notApplicable('nothing was changed');
  return hasFault(facts, 'log.authority')
    ? fail('see the faults of the log')
    : pass('every change names its authorisation');
}
