import { isAtLeast } from '@afo/domain';
import type { PointerDraft } from '@afo/ports';
import type { Findings } from '../results/findings.ts';
import { redact } from '../results/redact.ts';
import { instantOfSeconds } from '../results/times.ts';
import type { SigmaRecord, SigmaRule } from './sigma-rule.ts';

const POINTERS = 50;
const GROUPS = 20_000;

export interface WatchedRecord extends SigmaRecord {
  readonly pointer: PointerDraft;
  /** Seconds since 1970. */
  readonly at?: number | undefined;
  /** What is quoted of it. */
  readonly quote: string;
  /** Techniques that the place of the record speaks for, e.g. that of cron jobs. */
  readonly attack?: readonly string[];
  /** Whoever did it, so that different people's doings are not counted as one. */
  readonly group?: string;
}

interface Hit {
  readonly rule: SigmaRule;
  readonly first: WatchedRecord;
  readonly attack: Set<string>;
  readonly pointers: Map<string, PointerDraft>;
  count: number;
  from: number | undefined;
  until: number | undefined;
}

/** Holds records against the Sigma rules as they come, and reports each rule once for a file and a doer. */
export class SigmaWatch {
  readonly #rules: readonly SigmaRule[];
  readonly #hits = new Map<string, Hit>();
  #beyond = 0;

  constructor(rules: readonly SigmaRule[]) {
    this.#rules = rules;
  }

  see(record: WatchedRecord): void {
    for (const rule of this.#rules) {
      if (rule.matches(record)) this.#hit(rule, record);
    }
  }

  /** True when a rule of at least this level matches; says nothing. */
  matches(record: SigmaRecord, level: SigmaRule['level']): boolean {
    return this.#rules.some((rule) => isAtLeast(rule.level, level) && rule.matches(record));
  }

  report(findings: Findings): void {
    for (const hit of this.#hits.values()) findings.detection(detectionOf(hit));
    if (this.#beyond > 0)
      findings.limit(`${this.#beyond} matches of rules beyond ${GROUPS} groups are not listed.`);
  }

  #hit(rule: SigmaRule, record: WatchedRecord): void {
    const { pointer, at, group = '', attack = [] } = record;
    const key = [rule.id, pointer.offset, pointer.inode, pointer.path, group].join('\0');
    const hit = this.#hits.get(key) ?? this.#begin(key, rule, record);
    if (hit === undefined) return;
    const place = `${pointer.line ?? ''}/${pointer.record ?? ''}`;
    // One line may hold several commands that the same rule fits.
    if (hit.pointers.has(place)) return;
    hit.count += 1;
    if (hit.pointers.size < POINTERS) hit.pointers.set(place, pointer);
    for (const id of attack) hit.attack.add(id);
    if (at === undefined) return;
    hit.from = Math.min(hit.from ?? at, at);
    hit.until = Math.max(hit.until ?? at, at);
  }

  #begin(key: string, rule: SigmaRule, first: WatchedRecord): Hit | undefined {
    if (this.#hits.size >= GROUPS) {
      this.#beyond += 1;
      return undefined;
    }
    const hit: Hit = {
      ...{ rule, first, attack: new Set(rule.attack), pointers: new Map<string, PointerDraft>() },
      ...{ count: 0, from: undefined, until: undefined },
    };
    this.#hits.set(key, hit);
    return hit;
  }
}

function detectionOf({ rule, first, attack, pointers, count, from, until }: Hit) {
  const at = instantOfSeconds(from);
  const end = instantOfSeconds(until);
  const { fields } = first;
  return {
    rule: `sigma.${rule.id}`,
    title: rule.title,
    description: `${rule.description.trim()} First seen: ${redact(first.quote)}`,
    severity: rule.level,
    confidence: 'medium' as const,
    attack: [...attack].sort(),
    ...(at === undefined ? {} : { at }),
    ...(end === undefined || end === at ? {} : { until: end }),
    count,
    pointers: [...pointers.values()],
    facts: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  };
}
