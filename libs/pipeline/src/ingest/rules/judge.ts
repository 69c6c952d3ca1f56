import type { Finding, FindingRule, Instant, Playbook, Subject } from '@afo/domain';
import { epochOf } from '@afo/domain';
import type { SubjectTag, TagSetter } from '@afo/ports';
import { quoted } from '../quoted.ts';
import type { Tags } from '../subjects/tags.ts';
import { holdsFor } from './condition.ts';
import { optedOut } from './opt-out.ts';

/** What the stack knows beside the finding; what it does not know, it says by `undefined`. */
export interface Knowledge {
  /** The organisational units above an account. */
  readonly unitsOf?: (account: string) => readonly string[] | undefined;
  /** Who set a tag of a subject. */
  readonly taggedBy?: (tag: SubjectTag) => TagSetter | undefined;
}

export interface JudgeOptions {
  readonly playbook: Playbook;
  readonly now: Instant;
  readonly knowledge?: Knowledge;
  /** Sample findings are ignored unless somebody says that they are wanted. */
  readonly allowSamples?: boolean;
}

/** What the rules say of one finding about one subject. `unclaimed`: no rule speaks about it. */
export interface Verdict {
  readonly verdict: 'open' | 'ignore' | 'unclaimed' | 'unknown';
  readonly reason: string;
  readonly rule?: string;
  readonly isolate: boolean;
}

/** One finding, and one of its subjects with that subject's tags. */
export interface Matter {
  readonly finding: Finding;
  readonly subject: Subject;
  readonly tags: Tags;
}

/** Judges one finding about one subject: state of the finding first, then the rules in their order, then the opt-out. */
export function judge(matter: Matter, options: JudgeOptions): Verdict {
  const idle = idleReason(matter.finding, options.allowSamples === true);
  if (idle !== undefined) return ignored(idle);
  for (const rule of options.playbook.findings.rules) {
    if (rule.until !== undefined && epochOf(rule.until) <= epochOf(options.now)) continue;
    const answer = holdsFor(rule.when, {
      ...matter,
      unitsOf: options.knowledge?.unitsOf ?? unknown,
    });
    if (answer === 'no') continue;
    return answer === 'yes' ? applied(rule, matter, options) : unknowable(rule, answer.unknown);
  }
  return { verdict: 'unclaimed', reason: 'no rule speaks about it', isolate: false };
}

/** Why a finding is none to act on, whatever the rules say; undefined for one that is. */
export function idleReason(finding: Finding, allowSamples: boolean): string | undefined {
  if (finding.sample && !allowSamples) return 'it is a sample finding';
  if (finding.archived) return 'it is archived';
  if (finding.suppressed) return 'it is suppressed';
  // Whoever chooses a custom action means it, also for a finding that was marked as dealt with before.
  return finding.resolved === true && finding.action === undefined
    ? 'it is marked as resolved'
    : undefined;
}

function applied(
  rule: FindingRule,
  { subject, tags, finding }: Matter,
  options: JudgeOptions,
): Verdict {
  const { name, isolate } = rule;
  if (rule.then === 'ignore') return ignored(rule.reason ?? whyIgnored(finding, name), name);
  const opened = {
    verdict: 'open',
    reason: rule.reason ?? `rule ${name} opens a case`,
    rule: name,
    isolate,
  } as const;
  // An order to isolate is never cancelled by a tag (F-28).
  if (isolate) return opened;
  const { taggedBy } = options.knowledge ?? {};
  const out = optedOut(options.playbook.optOut, tags, (tag) => taggedBy?.({ subject, ...tag }));
  if (out.optedOut) return ignored(out.reason, name);
  return out.note === undefined ? opened : { ...opened, reason: `${opened.reason}; ${out.note}` };
}

const whyIgnored = (finding: Finding, rule: string): string =>
  finding.action === undefined
    ? `rule ${rule} ignores it`
    : `rule ${rule} ignores the custom action ${quoted(finding.action)}`;

const ignored = (reason: string, rule?: string): Verdict => ({
  verdict: 'ignore',
  reason,
  ...(rule === undefined ? {} : { rule }),
  isolate: false,
});

const unknowable = (rule: FindingRule, unknown: string): Verdict => ({
  verdict: 'unknown',
  reason: `rule ${rule.name} cannot be evaluated, so nothing is done: ${unknown}`,
  rule: rule.name,
  isolate: false,
});

const unknown = (): undefined => undefined;
