import type { PointerDraft } from '@afo/ports';
import type { Findings } from '../results/findings.ts';
import { instantOfSeconds } from '../results/times.ts';

const DAY = 86_400;
/** Failures before a success that are no longer somebody's bad memory. */
const GUESSING = 10;
const ADDRESSES = 200_000;
const POINTERS = 40;
const USERS = 50;

export interface Attempt {
  readonly outcome: 'failed' | 'accepted' | 'unknown-user';
  readonly user: string;
  readonly address: string;
  readonly method?: string;
  readonly times: number;
  /** Seconds since 1970. */
  readonly at: number;
  readonly pointer: PointerDraft;
}

interface Guesser {
  failed: number;
  unknown: number;
  first: number;
  last: number;
  readonly users: Set<string>;
  readonly pointers: PointerDraft[];
  readonly successes: Attempt[];
}

/** T1110.001: counts failures by address, and sees whether one of them got in. One for each kind of log. */
export class PasswordGuessing {
  readonly #source: string;
  readonly #guessers = new Map<string, Guesser>();
  #beyond = 0;

  constructor(source: string) {
    this.#source = source;
  }

  see(attempt: Attempt): void {
    const guesser = this.#guesserFor(attempt);
    if (guesser === undefined) return;
    if (attempt.outcome === 'accepted') {
      if (isGuessed(guesser, attempt)) guesser.successes.push(attempt);
      return;
    }
    if (attempt.outcome === 'failed') guesser.failed += attempt.times;
    else guesser.unknown += attempt.times;
    guesser.first = Math.min(guesser.first, attempt.at);
    guesser.last = Math.max(guesser.last, attempt.at);
    if (guesser.users.size < USERS) guesser.users.add(attempt.user);
    if (guesser.pointers.length < POINTERS) guesser.pointers.push(attempt.pointer);
  }

  report(findings: Findings): void {
    for (const [address, guesser] of this.#guessers) {
      if (guesser.successes.length > 0) this.#reportSuccess(findings, address, guesser);
    }
    this.#reportNoise(findings);
    if (this.#beyond > 0) {
      findings.limit(
        `${this.#source}: more than ${ADDRESSES} addresses; ${this.#beyond} attempts of others are not counted.`,
      );
    }
  }

  #guesserFor({ address, outcome }: Attempt): Guesser | undefined {
    const known = this.#guessers.get(address);
    if (known !== undefined || outcome === 'accepted') return known;
    if (this.#guessers.size >= ADDRESSES) {
      this.#beyond += 1;
      return undefined;
    }
    const guesser: Guesser = {
      ...{ failed: 0, unknown: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
      ...{ users: new Set<string>(), pointers: [], successes: [] },
    };
    this.#guessers.set(address, guesser);
    return guesser;
  }

  #reportSuccess(findings: Findings, address: string, guesser: Guesser): void {
    const [success] = guesser.successes;
    if (success === undefined) return;
    const count = failuresOf(guesser);
    findings.detection({
      rule: 'linux.login.guessed-password',
      title: `Password guessed over the network: ${success.user} from ${address}`,
      description: `${count} failed log-ins from ${address} under ${guesser.users.size} names, then a successful one as ${success.user} from the same address.`,
      severity: 'high',
      confidence: 'high',
      attack: ['T1110.001', 'T1110', 'T1078'],
      ...spanOf(guesser.first, success.at),
      count,
      pointers: [
        ...guesser.successes.map(({ pointer }) => pointer).slice(0, 10),
        ...guesser.pointers,
      ],
      facts: {
        log: this.#source,
        address,
        user: success.user,
        successAt: instantOfSeconds(success.at) ?? '',
        failures: count,
        names: [...guesser.users].sort().join(', '),
      },
    });
  }

  /** Every public address is tried all day long: one line about that, not a thousand. */
  #reportNoise(findings: Findings): void {
    const others = [...this.#guessers].filter(([, { successes }]) => successes.length === 0);
    if (others.length === 0) return;
    others.sort(([, a], [, b]) => failuresOf(b) - failuresOf(a) || a.first - b.first);
    const count = others.reduce((sum, [, guesser]) => sum + failuresOf(guesser), 0);
    const first = Math.min(...others.slice(0, 1000).map(([, guesser]) => guesser.first));
    const last = Math.max(...others.slice(0, 1000).map(([, guesser]) => guesser.last));
    findings.detection({
      rule: 'linux.login.failed-attempts',
      title: `${count} failed log-ins from ${others.length} addresses, none of which got in`,
      description:
        'Such attempts reach every address on the internet. They are listed so that nobody needs to ask.',
      severity: 'informational',
      confidence: 'high',
      attack: ['T1110'],
      ...spanOf(first, last),
      count: Math.max(count, 1),
      pointers: others.slice(0, 20).flatMap(([, { pointers }]) => pointers.slice(0, 1)),
      facts: {
        log: this.#source,
        addresses: others.length,
        most: others
          .slice(0, 20)
          .map(([address, guesser]) => `${address} (${failuresOf(guesser)})`)
          .join(', '),
      },
    });
  }
}

/** Some servers say "invalid user" and "failed" for the same attempt, some only the one or the other. */
const failuresOf = ({ failed, unknown }: Guesser): number => Math.max(failed, unknown);

const isGuessed = (guesser: Guesser, { at, method }: Attempt): boolean =>
  failuresOf(guesser) >= GUESSING &&
  guesser.last <= at &&
  at - guesser.last < DAY &&
  method !== 'publickey';

function spanOf(first: number, last: number) {
  const at = instantOfSeconds(first);
  const until = instantOfSeconds(last);
  return { ...(at === undefined ? {} : { at }), ...(until === undefined ? {} : { until }) };
}
