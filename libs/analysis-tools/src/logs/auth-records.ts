import type { EventDraft, PointerDraft } from '@afo/ports';
import type { Findings } from '../results/findings.ts';
import { instantOfSeconds } from '../results/times.ts';
import { short } from '../results/short.ts';
import { commandRecords } from '../shell/command-records.ts';
import type { SigmaWatch } from '../sigma/sigma-watch.ts';
import { PasswordGuessing } from './password-guessing.ts';
import { isSshd, parseSshdMessage } from './sshd-message.ts';
import type { LoginAttempt } from './sshd-message.ts';
import { parseSudoMessage } from './sudo-message.ts';

/** A record of authentication, from whichever log. */
export interface AuthRecord {
  readonly at: number;
  readonly doubt?: string;
  readonly program: string;
  readonly message: string;
  readonly pointer: PointerDraft;
}

/** What the records of one kind of log about authentication tell: events, guessed passwords, commands through sudo. */
export class AuthRecords {
  readonly #source: string;
  readonly #watch: SigmaWatch;
  readonly #findings: Findings;
  readonly #guessing: PasswordGuessing;

  constructor(source: string, watch: SigmaWatch, findings: Findings) {
    this.#source = source;
    this.#watch = watch;
    this.#findings = findings;
    this.#guessing = new PasswordGuessing(source);
  }

  see(record: AuthRecord): void {
    const attempt = isSshd(record.program) ? parseSshdMessage(record.message) : undefined;
    if (attempt !== undefined)
      this.#guessing.see({ ...attempt, at: record.at, pointer: record.pointer });
    const at = instantOfSeconds(record.at);
    if (at === undefined) return;
    this.#findings.event({
      at,
      source: this.#source,
      ...told(record, attempt),
      pointer: record.pointer,
      ...doubt(record),
    });
    this.#watch.see({
      service: 'auth',
      fields: { Program: record.program, Message: record.message },
      ...{ pointer: record.pointer, at: record.at },
      quote: short(`${record.program}: ${record.message}`, 500),
    });
    this.#seeSudo(record);
  }

  report(): void {
    this.#guessing.report(this.#findings);
  }

  #seeSudo(record: AuthRecord): void {
    const sudo = record.program === 'sudo' ? parseSudoMessage(record.message) : undefined;
    if (sudo === undefined) return;
    const origin = { origin: 'sudo', user: sudo.user, folder: sudo.folder };
    for (const command of commandRecords(sudo.command, origin)) {
      this.#watch.see({
        ...command,
        ...{ pointer: record.pointer, at: record.at },
        quote: short(sudo.command, 500),
        attack: ['T1548.003'],
        group: sudo.user,
      });
    }
  }
}

type Told = Pick<EventDraft, 'kind' | 'summary' | 'facts'>;

function told({ program, message }: AuthRecord, attempt: LoginAttempt | undefined): Told {
  const summary = short(`${program}: ${message}`, 2000);
  if (attempt === undefined) return { kind: program === 'sudo' ? 'command.run' : 'log', summary };
  const { outcome, user, address, method } = attempt;
  return {
    kind: outcome === 'accepted' ? 'login.accepted' : 'login.failed',
    summary,
    facts: { user, address, ...(method === undefined ? {} : { method }) },
  };
}

const doubt = ({ doubt: reason }: AuthRecord): Pick<EventDraft, 'doubt'> =>
  reason === undefined ? {} : { doubt: reason };
