import type { CaseId, Decision, Finding, Subject } from '@afo/domain';
import { subjectKey } from '@afo/domain';
import type { JudgeOptions, Matter, Verdict } from './judge.ts';
import { idleReason, judge } from './judge.ts';

/** The case that a subject has, as far as deciding needs it. */
export interface KnownCase {
  readonly id: CaseId;
  readonly status: 'open' | 'closed';
  /** True when the case has this finding already: same finding, same update, same order. */
  readonly holds: (finding: Finding, isolate: boolean) => boolean;
}

export interface DecideOptions extends JudgeOptions {
  /** The open case of a subject, else the closed ones that may have dealt with the same findings. */
  readonly casesOf: (subject: Subject) => readonly KnownCase[];
}

/** A decision, with what is to be done: which findings go into the case, and which one opens it. */
export interface Ruling {
  readonly decision: Decision;
  /** Findings to attach, the one that opens the case first. */
  readonly attach: readonly JudgedMatter[];
  /** Findings of which a rule could not be evaluated: nothing is done, and they are kept for replay. */
  readonly unknown: readonly JudgedMatter[];
  readonly caseId?: CaseId;
}

export interface JudgedMatter extends Matter {
  readonly verdict: Verdict;
}

/**
 * What is done about each subject of an event: one decision per subject, and one for all findings that name none,
 * ordered by subject, so that neither the order of findings nor that of their resources changes anything (F-40).
 */
export function rule(findings: readonly Finding[], options: DecideOptions): readonly Ruling[] {
  const groups = Map.groupBy(findings.flatMap(mattersOf), ({ subject }) => subjectKey(subject));
  const rulings = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, matters]) =>
      ruleOn(
        matters.map((matter) => ({ ...matter, verdict: judge(matter, options) })),
        options,
      ),
    );
  const nameless = findings.filter(({ subjects }) => subjects.length === 0);
  return [...rulings, ...nameless.map((finding) => rulingWithoutSubject(finding, options))];
}

/** The decisions alone. */
export const decide = (findings: readonly Finding[], options: DecideOptions): readonly Decision[] =>
  rule(findings, options).map(({ decision }) => decision);

const mattersOf = (finding: Finding): readonly Matter[] =>
  finding.subjects.map((subject, index) => ({
    finding,
    subject,
    tags: finding.subjectTags?.[index] ?? {},
  }));

function ruleOn(judged: readonly JudgedMatter[], options: DecideOptions): Ruling {
  const subject = specific(judged);
  const cases = options.casesOf(subject);
  const open = cases.find(({ status }) => status === 'open');
  const claimed = judged.filter(({ verdict }) => verdict.verdict === 'open');
  const unclaimed = judged.filter(({ verdict }) => verdict.verdict === 'unclaimed');
  // A finding for which no rule opens a case still belongs to the open case of its subject (ING-4).
  const wanted = open === undefined ? claimed : [...claimed, ...unclaimed];
  const fresh = wanted.filter(
    ({ finding, verdict }) => !cases.some((one) => one.holds(finding, verdict.isolate)),
  );
  const unknown = judged.filter(({ verdict }) => verdict.verdict === 'unknown');
  const base = { subject, unknown, judged };
  if (fresh.length > 0) return acting({ ...base, fresh, open });
  return { decision: idle({ ...base, wanted, cases }), attach: [], unknown };
}

interface Acting {
  readonly subject: Subject;
  readonly fresh: readonly JudgedMatter[];
  readonly unknown: readonly JudgedMatter[];
  readonly open: KnownCase | undefined;
}

function acting({ subject, fresh, unknown, open }: Acting): Ruling {
  const attach = fresh.toSorted(byWeight);
  const [first] = attach;
  const isolate = attach.some(({ verdict }) => verdict.isolate);
  const reasons = [
    ...(open === undefined ? [] : [`case ${open.id} is open for it`]),
    ...attach.map(({ verdict }) => verdict.reason),
    ...unknown.map(({ verdict }) => verdict.reason),
  ];
  const decision: Decision = {
    outcome: open === undefined ? 'open' : 'attach',
    reason: sentence(reasons),
    ...(first?.verdict.rule === undefined ? {} : { rule: first.verdict.rule }),
    subject,
    isolate,
    findingIds: idsOf(attach),
  };
  return { decision, attach, unknown, ...(open === undefined ? {} : { caseId: open.id }) };
}

interface Idle {
  readonly subject: Subject;
  readonly judged: readonly JudgedMatter[];
  readonly unknown: readonly JudgedMatter[];
  readonly wanted: readonly JudgedMatter[];
  readonly cases: readonly KnownCase[];
}

function idle({ subject, judged, unknown, wanted, cases }: Idle): Decision {
  const common = { subject, isolate: false };
  if (unknown.length > 0) {
    const [{ verdict } = { verdict: { rule: undefined } }] = unknown;
    const reason = sentence(unknown.map((one) => one.verdict.reason));
    return {
      outcome: 'reject',
      reason,
      ...ruleNamed(verdict.rule),
      ...common,
      findingIds: idsOf(unknown),
    };
  }
  if (wanted.length > 0)
    return {
      outcome: 'ignore',
      reason: alreadyIn(wanted, cases),
      ...common,
      findingIds: idsOf(judged),
    };
  const [first] = judged.toSorted(byWeight);
  const reason = sentence(judged.map(({ verdict }) => verdict.reason));
  return {
    outcome: 'ignore',
    reason,
    ...ruleNamed(first?.verdict.rule),
    ...common,
    findingIds: idsOf(judged),
  };
}

function alreadyIn(wanted: readonly JudgedMatter[], cases: readonly KnownCase[]): string {
  const holder = cases.find((one) =>
    wanted.some(({ finding, verdict }) => one.holds(finding, verdict.isolate)),
  );
  return `already attached to the ${holder?.status ?? 'open'} case ${holder?.id ?? ''}`;
}

function rulingWithoutSubject(finding: Finding, options: DecideOptions): Ruling {
  const reason =
    idleReason(finding, options.allowSamples === true) ??
    'it names no EC2 instance, EKS cluster, IAM principal or host';
  return {
    decision: { outcome: 'ignore', reason, isolate: false, findingIds: [finding.id] },
    attach: [],
    unknown: [],
  };
}

/** What one subject is called by several findings may differ in detail; the one that says most counts. */
function specific(judged: readonly JudgedMatter[]): Subject {
  const subjects = judged.map(({ subject }) => subject);
  const [most] = subjects.toSorted((a, b) => compare(detailOf(b), detailOf(a)));
  if (most === undefined) throw new RangeError('a group of findings is never empty');
  return most;
}

const detailOf = (subject: Subject): string => {
  const text = JSON.stringify(subject);
  return `${String(text.length).padStart(8, '0')}${text}`;
};

/** Orders to isolate first, then by severity as the rules' order cannot tell, then by id: never by arrival. */
function byWeight(a: JudgedMatter, b: JudgedMatter): number {
  const isolation = Number(b.verdict.isolate) - Number(a.verdict.isolate);
  const claim = Number(b.verdict.verdict === 'open') - Number(a.verdict.verdict === 'open');
  return (
    isolation ||
    claim ||
    compare(a.finding.id, b.finding.id) ||
    compare(a.finding.raw.sha256, b.finding.raw.sha256)
  );
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const idsOf = (matters: readonly JudgedMatter[]): readonly string[] =>
  [...new Set(matters.map(({ finding }) => finding.id))].sort();

const sentence = (reasons: readonly string[]): string =>
  [...new Set(reasons)].join('; ').slice(0, 2000).toWellFormed();

const ruleNamed = (rule: string | undefined) => (rule === undefined ? {} : { rule });
