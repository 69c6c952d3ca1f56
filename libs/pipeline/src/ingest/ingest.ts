import type { CaseId, Decision, Finding } from '@afo/domain';
import { subjectKey } from '@afo/domain';
import type { Ports, RejectedEvents } from '@afo/ports';
import { SubjectClaimedError } from '@afo/ports';
import type { AttachedFinding } from '../case/keep-event.ts';
import type { OpenCase } from '../case/open-case.ts';
import { PipelineError } from '../errors.ts';
import { attachedBody } from './attached-body.ts';
import { CaseDesk } from './case-desk.ts';
import type { ReceivedFinding } from './formats/received.ts';
import { parseEvent } from './parse-event.ts';
import type { LoadedPlaybook } from './playbook.ts';
import type { Rejection } from './rejection.ts';
import type { JudgedMatter, KnownCase, Ruling } from './rules/decide.ts';
import { rule } from './rules/decide.ts';
import type { Knowledge } from './rules/judge.ts';
import { taggersOf } from './tag-lookups.ts';

/** A stack with a place for what could not be taken. */
export type IngestPorts = Ports & { readonly rejected: RejectedEvents };

export interface IngestOptions {
  readonly playbook: LoadedPlaybook;
  readonly knowledge?: Knowledge;
  /** Take sample findings too: for a drill. */
  readonly allowSamples?: boolean;
  /** Decide, and change nothing. */
  readonly dryRun?: boolean;
}

/** What was done with one delivery. */
export interface IngestResult {
  /** One per subject of the event, and one per part of it that was not taken. */
  readonly decisions: readonly Decision[];
  /** Cases that were opened or that findings were attached to. */
  readonly cases: readonly { readonly case: CaseId; readonly outcome: 'opened' | 'attached' }[];
  /** What was not taken; `id` is that of the kept rejection, absent in a dry run. */
  readonly rejected: readonly {
    readonly id?: string;
    readonly code: Rejection['code'];
    readonly reason: string;
    readonly findingIds: readonly string[];
  }[];
}

/** Takes deliveries one after the other or side by side. */
export type Ingest = (bytes: Uint8Array) => Promise<IngestResult>;

/**
 * Takes one delivery: reads it, decides by the playbook, opens cases or attaches to them, and keeps what it could not
 * take. Idempotent: the same finding with the same update, from whatever account and however often, changes nothing
 * more (ING-4). Safe beside other processes that take the same event.
 * @throws PortError when the log or the vault cannot be written; the delivery can then be given again as a whole
 */
export const ingest = (
  ports: IngestPorts,
  bytes: Uint8Array,
  options: IngestOptions,
): Promise<IngestResult> => ingestion(ports, options)(bytes);

/** The same for a service that takes many deliveries: it keeps the cases at hand open. */
export function ingestion(ports: IngestPorts, options: IngestOptions): Ingest {
  const desk = new CaseDesk(ports);
  return (bytes) => take({ ports, options, desk }, bytes);
}

interface Office {
  readonly ports: IngestPorts;
  readonly options: IngestOptions;
  readonly desk: CaseDesk;
}

async function take(office: Office, bytes: Uint8Array): Promise<IngestResult> {
  const { findings, rejections } = parseEvent(bytes);
  const rulings = await ruleOn(office, findings);
  const raws = new Map(findings.map(({ finding, raw }) => [finding, raw]));
  const unknown = rulings.flatMap((ruling) =>
    ruling.unknown.map((matter) => unknownOf(matter, raws)),
  );
  const acts =
    office.options.dryRun === true ? rulings.map(asDecided) : await actOnAll(office, rulings, raws);
  const cases = acts.flatMap((one) => one.cases);
  const rejected = await keepAll(office, [...rejections, ...unknown]);
  await startAll(office, cases);
  return {
    decisions: [...acts.map(({ decision }) => decision), ...rejections.map(rejectedDecision)],
    cases,
    rejected,
  };
}

/** Also of cases that were there: whoever opened one may have died before it was started. */
async function startAll({ ports }: Office, cases: IngestResult['cases']): Promise<void> {
  for (const id of new Set(cases.map((one) => one.case))) await ports.starter?.start(id);
}

async function ruleOn(
  { ports, options, desk }: Office,
  findings: readonly ReceivedFinding[],
): Promise<readonly Ruling[]> {
  const known = new Map<string, readonly KnownCase[]>();
  for (const subject of findings.flatMap(({ finding }) => finding.subjects)) {
    const key = subjectKey(subject);
    if (!known.has(key)) known.set(key, await desk.casesOf(subject));
  }
  const all = findings.map(({ finding }) => finding);
  return rule(all, {
    ...options,
    knowledge: await knowledgeOf({ ports, options }, all),
    now: ports.clock.now(),
    casesOf: (subject) => known.get(subjectKey(subject)) ?? [],
  });
}

/** What is given, and of the tags what the stack finds out. */
async function knowledgeOf(
  { ports, options }: Pick<Office, 'ports' | 'options'>,
  findings: readonly Finding[],
): Promise<Knowledge> {
  const { knowledge = {}, playbook } = options;
  if (ports.tagSetters === undefined) return knowledge;
  return { ...knowledge, taggedBy: await taggersOf(findings, playbook.optOut, ports.tagSetters) };
}

interface Act {
  readonly decision: Decision;
  readonly cases: IngestResult['cases'];
}

const asDecided = ({ decision }: Ruling): Act => ({ decision, cases: [] });

/** Acts on every ruling, also when one of them fails; the first failure is thrown after the last one. */
async function actOnAll(
  office: Office,
  rulings: readonly Ruling[],
  raws: ReadonlyMap<Finding, Uint8Array>,
): Promise<readonly Act[]> {
  const acts: Act[] = [];
  const failures: unknown[] = [];
  for (const ruling of rulings) {
    try {
      acts.push(await act(office, ruling, raws));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return acts;
}

const MAX_TURNS = 10;

/** Opens or attaches. When the case that was there closes meanwhile, or one is opened meanwhile, it begins anew. */
async function act(
  office: Office,
  ruling: Ruling,
  raws: ReadonlyMap<Finding, Uint8Array>,
): Promise<Act> {
  const [first, ...others] = ruling.attach.map((matter) => toAttach(matter, raws));
  if (first === undefined) return asDecided(ruling);
  let caseId = ruling.caseId;
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const place =
      caseId === undefined ? await openedFor(office, ruling, first) : { id: caseId, opened: false };
    const outcomes = await Promise.all(
      (place.opened ? others : [first, ...others]).map((finding) =>
        office.desk.attach(place.id, finding),
      ),
    );
    if (!outcomes.includes('closed'))
      return done(ruling, place, place.opened || outcomes.includes('attached'));
    caseId = undefined;
  }
  throw new PipelineError(
    'case.busy',
    'the case of a finding was opened and closed again and again',
    { retryable: true },
  );
}

interface PlaceOfCase {
  readonly id: CaseId;
  readonly opened: boolean;
}

async function openedFor(
  office: Office,
  ruling: Ruling,
  first: AttachedFinding,
): Promise<PlaceOfCase> {
  try {
    return await office.desk.open(openingOf(office.options.playbook, ruling, first));
  } catch (error) {
    if (error instanceof SubjectClaimedError) return { id: error.caseId, opened: false };
    throw error;
  }
}

function done({ decision }: Ruling, { id, opened }: PlaceOfCase, news: boolean): Act {
  if (opened) return { decision, cases: [{ case: id, outcome: 'opened' }] };
  if (!news)
    return {
      decision: {
        ...decision,
        outcome: 'ignore',
        isolate: false,
        reason: `already attached to the open case ${id}`,
      },
      cases: [],
    };
  const reason =
    decision.outcome === 'attach'
      ? decision.reason
      : `case ${id} is open for it; ${decision.reason}`;
  return {
    decision: { ...decision, outcome: 'attach', reason },
    cases: [{ case: id, outcome: 'attached' }],
  };
}

function openingOf(
  playbook: LoadedPlaybook,
  { decision }: Ruling,
  first: AttachedFinding,
): OpenCase {
  const { subject, reason, rule: name } = decision;
  if (subject === undefined) throw new RangeError('only a finding about a subject opens a case');
  return {
    title: first.body.title.trim() === '' ? subject.id : first.body.title,
    subject,
    origin: 'finding',
    reason,
    sources: [],
    finding: first,
    retentionDays: playbook.retentionDays,
    grantedBy: {
      kind: 'rule',
      approver: {
        kind: 'service',
        name: `playbook ${playbook.name}`.slice(0, 256),
        version: playbook.sha256,
      },
      reason: `rule ${name ?? 'of the playbook'}: ${reason}`.slice(0, 4000),
    },
  };
}

function toAttach(
  { finding, verdict }: JudgedMatter,
  raws: ReadonlyMap<Finding, Uint8Array>,
): AttachedFinding {
  const { isolate, rule: name, reason } = verdict;
  return {
    body: attachedBody(finding, { isolate, reason, ...(name === undefined ? {} : { rule: name }) }),
    raw: rawOf(finding, raws),
  };
}

const unknownOf = (
  { finding, verdict }: JudgedMatter,
  raws: ReadonlyMap<Finding, Uint8Array>,
): Rejection => ({
  code: 'rule.not-evaluable',
  reason: verdict.reason,
  findingIds: [finding.id],
  raw: rawOf(finding, raws),
});

function rawOf(finding: Finding, raws: ReadonlyMap<Finding, Uint8Array>): Uint8Array {
  const raw = raws.get(finding);
  if (raw === undefined) throw new RangeError('a finding that was read has its bytes');
  return raw;
}

const rejectedDecision = ({ code, reason, findingIds }: Rejection): Decision => ({
  outcome: 'reject',
  reason: `${code}: ${reason}`,
  isolate: false,
  findingIds,
});

async function keepAll(
  { ports, options }: Office,
  rejections: readonly Rejection[],
): Promise<IngestResult['rejected']> {
  const at = ports.clock.now();
  const kept: IngestResult['rejected'][number][] = [];
  for (const rejection of rejections) {
    const { code, reason, findingIds } = rejection;
    const told = { code, reason, findingIds };
    if (options.dryRun === true) kept.push(told);
    else kept.push({ id: await ports.rejected.keep({ ...rejection, at }), ...told });
  }
  return kept;
}
