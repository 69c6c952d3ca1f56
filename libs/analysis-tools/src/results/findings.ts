import { isAfoError } from '@afo/domain';
import type { AnalysisSink, DetectionDraft, EventDraft, RecoveredFile } from '@afo/ports';
import type { FileEntry } from '../inventory/file-entry.ts';
import { DetectionBook } from './detection-book.ts';
import type { EventSpool } from './event-spool.ts';
import { redact, redactSentence } from './redact.ts';
import { short } from './short.ts';

const LIMITS = 100;

/** What an examination finds. Nothing that is quoted from evidence leaves with a credential in it. */
export class Findings {
  readonly #sink: AnalysisSink;
  readonly #spool: EventSpool;
  readonly #book = new DetectionBook();
  readonly #unreadable = new Map<string, number>();

  constructor(sink: AnalysisSink, spool: EventSpool) {
    this.#sink = sink;
    this.#spool = spool;
  }

  detection(detection: DetectionDraft): void {
    this.#book.add({
      ...detection,
      title: short(redactSentence(detection.title), 512),
      description: short(redactSentence(detection.description), 4000),
      facts: redactedFacts(detection.facts, 4096),
    });
  }

  event(event: EventDraft): void {
    this.#spool.add(redactedEvent(event));
  }

  /** For events that come in the order of time already and are too many to be sorted again. */
  async eventInOrder(event: EventDraft): Promise<void> {
    await this.#sink.event(redactedEvent(event));
  }

  async recovered(file: RecoveredFile): Promise<void> {
    await this.#sink.recovered(file);
  }

  limit(sentence: string): void {
    this.#sink.limit(short(redactSentence(sentence), 4000));
  }

  /** Does something with one file; when its content cannot be had, that is a limit and the others go on. */
  async with(entry: FileEntry, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (!isAfoError(cause) || cause.code !== 'analysis.content-unreadable') throw cause;
      const reason = `${entry.path}: ${cause.message}`;
      this.#unreadable.set(reason, (this.#unreadable.get(reason) ?? 0) + 1);
    }
  }

  async handOver(): Promise<void> {
    const reasons = [...this.#unreadable.keys()].sort();
    for (const reason of reasons.slice(0, LIMITS)) this.limit(`Not examined: ${reason}.`);
    if (reasons.length > LIMITS)
      this.limit(`${reasons.length - LIMITS} further files could not be read.`);
    await this.#spool.handOver(this.#sink);
    await this.#book.handOver(this.#sink);
  }
}

type Facts = DetectionDraft['facts'];

function redactedFacts(facts: Facts, longest: number): Facts {
  const redacted: Facts = {};
  for (const [name, value] of Object.entries(facts)) {
    redacted[name] = typeof value === 'string' ? short(redact(value), longest) : value;
  }
  return redacted;
}

function redactedEvent(event: EventDraft): EventDraft {
  return {
    ...event,
    summary: short(redact(event.summary), 8000),
    ...(event.facts === undefined ? {} : { facts: redactedFacts(event.facts, 8000) }),
  };
}
