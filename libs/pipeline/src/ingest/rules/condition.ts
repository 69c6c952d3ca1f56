import type { Finding, FindingCondition, Subject } from '@afo/domain';
import { isAtLeast, matchesGlob } from '@afo/domain';
import type { Tags } from '../subjects/tags.ts';

/** What a condition is asked about. */
export interface Asked {
  readonly finding: Finding;
  readonly subject: Subject;
  readonly tags: Tags;
  /** The organisational units above an account; undefined where the stack cannot tell. */
  readonly unitsOf: (account: string) => readonly string[] | undefined;
}

/** `unknown` says what could not be evaluated. A rule with an unknown part opens nothing (F-44). */
export type Answer = 'yes' | 'no' | { readonly unknown: string };

/**
 * Whether a condition holds. A part that surely does not hold makes the whole not hold, whatever is unknown; otherwise
 * an unknown part makes the whole unknown.
 */
export function holdsFor(condition: FindingCondition, asked: Asked): Answer {
  const answers = Object.values(partsOf(condition, asked)).map(guarded);
  if (answers.includes('no')) return 'no';
  return answers.find((answer) => answer !== 'yes') ?? 'yes';
}

type Parts = Readonly<Record<keyof Required<FindingCondition>, () => Answer>>;

/** One question for each member that a condition can have: a member without its question does not compile. */
function partsOf(condition: FindingCondition, { finding, subject, tags, unitsOf }: Asked): Parts {
  const account = 'account' in subject ? subject.account : undefined;
  // IAM is global: a rule that names regions does not speak of its users and roles.
  const region = 'region' in subject ? subject.region : undefined;
  return {
    format: () => given(condition.format, (formats) => formats.includes(finding.format)),
    action: () => given(condition.action, (patterns) => matchesAny(patterns, finding.action)),
    product: () => given(condition.product, (patterns) => matchesAny(patterns, finding.product)),
    type: () =>
      given(condition.type, (patterns) => finding.types.some((type) => matchesAny(patterns, type))),
    severityAtLeast: () =>
      given(condition.severityAtLeast, (floor) => isAtLeast(finding.severity, floor)),
    subject: () => given(condition.subject, (kinds) => kinds.includes(subject.kind)),
    account: () => given(condition.account, (patterns) => matchesAny(patterns, account)),
    organisationalUnit: () =>
      condition.organisationalUnit === undefined
        ? 'yes'
        : inUnit(condition.organisationalUnit, account, unitsOf),
    region: () => given(condition.region, (patterns) => matchesAny(patterns, region)),
    tags: () =>
      given(condition.tags, (wanted) =>
        Object.entries(wanted).every(([key, patterns]) =>
          matchesAny(patterns, Object.hasOwn(tags, key) ? tags[key] : undefined),
        ),
      ),
  };
}

function inUnit(
  patterns: readonly string[],
  account: string | undefined,
  unitsOf: Asked['unitsOf'],
): Answer {
  if (account === undefined) return 'no';
  const units = unitsOf(account);
  if (units === undefined)
    return { unknown: `the organisational units of account ${account} are not known here` };
  return units.some((unit) => matchesAny(patterns, unit)) ? 'yes' : 'no';
}

/** A part that throws is unknown, never passed over (F-44). */
function guarded(part: () => Answer): Answer {
  try {
    return part();
  } catch {
    return { unknown: 'a lookup failed' };
  }
}

function given<T>(wanted: T | undefined, holds: (wanted: T) => boolean): Answer {
  return wanted === undefined || holds(wanted) ? 'yes' : 'no';
}

const matchesAny = (patterns: readonly string[], text: string | undefined): boolean =>
  text !== undefined && patterns.some((pattern) => matchesGlob(pattern, text));
