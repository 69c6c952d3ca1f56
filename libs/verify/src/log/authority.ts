import type { AuthorisationId, Entry, Instant, RequestId } from '@afo/domain';
import { isEntry } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';
import { maybeOnePerson } from './one-person.ts';

interface Owed {
  readonly deadline: Instant;
  readonly since: number;
}

/** Nothing is changed without authority, and every entry says by which (docs/spec/case-log.md lines 10 and 15; C2). */
export class Authority {
  readonly #findings: Findings;
  readonly #granted = new Map<AuthorisationId, { readonly until: Instant | undefined }>();
  /** Emergencies whose answer is still owed. */
  readonly #owed = new Map<RequestId, Owed>();
  /** How many people each request asks for. */
  readonly #asked = new Map<RequestId, number>();
  #emergencies = 0;
  #changes = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get authorisations(): number {
    return this.#granted.size;
  }

  /** Number of `resource.changed` entries. */
  get changes(): number {
    return this.#changes;
  }

  get isOwed(): boolean {
    return this.#owed.size > 0;
  }

  see(entry: Entry): void {
    this.#checkWhy(entry);
    if (isEntry(entry, 'resource.changed')) this.#checkChange(entry);
    if (isEntry(entry, 'authorisation.granted')) this.#grant(entry);
    if (isEntry(entry, 'authorisation.pending')) this.#request(entry);
    if (isEntry(entry, 'authorisation.refused') || isEntry(entry, 'authorisation.expired')) {
      this.#owed.delete(entry.body.request);
    }
  }

  /** Tells which answers have not come by the end of the log. */
  end(): void {
    for (const [request, { deadline, since }] of this.#owed) {
      this.#findings.note(
        entryPlace(since),
        `work began as an emergency and authorisation ${request} is still pending; its deadline is ${deadline}`,
      );
    }
  }

  #checkWhy({ seq, why, at }: Entry): void {
    if (why === undefined) {
      if (this.#granted.size === 0) return;
      this.#findings.fault(
        'log.authority',
        entryPlace(seq),
        'the entry names no authorisation, and one was granted before',
      );
      return;
    }
    const authorisation = this.#granted.get(why);
    if (authorisation === undefined) {
      this.#findings.fault(
        'log.authority',
        entryPlace(seq),
        `authorisation ${why} was not granted before`,
      );
    } else if (authorisation.until !== undefined && authorisation.until < at) {
      this.#findings.note(
        entryPlace(seq),
        `authorisation ${why} had ended at ${authorisation.until}`,
      );
    }
  }

  #checkChange({ seq }: Entry): void {
    this.#changes += 1;
    if (this.#granted.size > 0 || this.#emergencies > 0) return;
    this.#findings.fault(
      'log.authority',
      entryPlace(seq),
      'a resource was changed before any authorisation',
    );
  }

  #grant({ seq, body }: Entry<'authorisation.granted'>): void {
    if (this.#granted.has(body.authorisation)) {
      this.#findings.fault(
        'log.authority',
        entryPlace(seq),
        `authorisation ${body.authorisation} is granted a second time`,
      );
    }
    this.#granted.set(body.authorisation, { until: body.until });
    if (body.request === undefined) return;
    this.#owed.delete(body.request);
    this.#checkApprovers(seq, body.request, body);
  }

  /** As many people as the request asked for, of whom no two can be one (docs/spec/case-log.md line 27). */
  #checkApprovers(
    seq: number,
    request: RequestId,
    { approvers }: Entry<'authorisation.granted'>['body'],
  ): void {
    const people = this.#asked.get(request) ?? 1;
    if (approvers.length < people) {
      this.#findings.fault(
        'log.authority',
        entryPlace(seq),
        `request ${request} asks for ${String(people)} approvals and has ${String(approvers.length)}`,
      );
    }
    const isSeen = approvers.some((one, index) =>
      approvers.slice(0, index).some((before) => maybeOnePerson(before, one)),
    );
    if (isSeen)
      this.#findings.fault(
        'log.authority',
        entryPlace(seq),
        `the approvals of request ${request} are not known to be of different people`,
      );
    for (const { name, identity } of approvers.length > 1 ? approvers : []) {
      if (identity?.by === 'word')
        this.#findings.note(
          entryPlace(seq),
          `that ${name} is another person rests on their word alone`,
        );
    }
  }

  #request({ seq, body }: Entry<'authorisation.pending'>): void {
    this.#asked.set(body.request, body.people);
    if (!body.emergency) return;
    this.#emergencies += 1;
    this.#owed.set(body.request, { deadline: body.deadline, since: seq });
  }
}
