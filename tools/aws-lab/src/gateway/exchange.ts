import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer } from './api-answer.ts';
import { arrivalOf } from './arrival.ts';
import type { Arrival } from './arrival.ts';
import { callEntry } from './call-entry.ts';
import type { CallEnd } from './call-entry.ts';
import type { CallLog } from './call-log.ts';
import { isCaptured } from './capture.ts';
import type { Capture } from './capture.ts';
import { isChanging } from './changing.ts';
import { credentialScopeOf } from './credential-scope.ts';
import { faultAnswer } from './fault-answers.ts';
import type { FaultDesk } from './fault-desk.ts';
import type { LabFaultKind } from './fault-schema.ts';
import { replyOf } from './reply.ts';
import { sendCut, sendSlowly, sendStream, sendWhole } from './send-reply.ts';
import { isFault } from './sessions.ts';
import type { Principal, Sessions } from './sessions.ts';
import type { StaleReads } from './stale-reads.ts';
import type { Switchboard } from './switchboard.ts';
import { takeWornRole, wearing } from './worn-role.ts';

export interface ExchangeParts {
  readonly switchboard: Switchboard;
  readonly sessions: Sessions;
  readonly faults: FaultDesk;
  readonly calls: CallLog;
  readonly stale: StaleReads;
  readonly capture: Capture;
  readonly now: () => number;
}

interface Asking {
  readonly arrival: Arrival;
  readonly principal: Principal;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

/** What happens to one request between its arrival and its record. */
export class Exchange {
  readonly #parts: ExchangeParts;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    try {
      await this.#serve(request, response, gone.signal);
    } catch {
      // The caller has hung up, or the answer broke off behind us: the caller sees a broken connection, as it is one.
      response.destroy();
    }
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const { calls, now, sessions } = this.#parts;
    const worn = takeWornRole(request);
    const scope = credentialScopeOf(request);
    if (scope === undefined) {
      request.resume();
      sendWhole(response, replyOf(errorAnswer('', NO_SIGNATURE)));
      return;
    }
    const arrival = await arrivalOf(request, scope, { number: calls.next(), at: now() });
    this.#captureRequest(arrival);
    const signer = sessions.principalOf(scope);
    if (isFault(signer)) {
      const reply = replyOf(errorAnswer(scope.service, signer));
      this.#finish(arrival, response, { principal: undefined, backend: 'gateway', reply });
      return;
    }
    const principal = wearing(signer, worn, scope.region);
    await this.#ask({ arrival, principal, response, signal });
  }

  async #ask(asking: Asking): Promise<void> {
    const { arrival, principal, response } = asking;
    const { service, operation } = arrival;
    const fault = this.#parts.faults.strike({ service, operation, account: principal.account });
    const instead = fault === undefined ? undefined : faultAnswer(fault, arrival);
    const end = { principal, backend: 'gateway', fault } as const;
    if (instead !== undefined) this.#finish(arrival, response, { ...end, reply: replyOf(instead) });
    else if (fault === 'hung') this.#record(arrival, end);
    else if (fault === 'stale') await this.#answerStale(asking);
    else await this.#answer(asking, fault);
  }

  async #answerStale(asking: Asking): Promise<void> {
    const { arrival, principal, response } = asking;
    const older = this.#parts.stale.older(keyOf(arrival, principal));
    // A look that nobody has made before has no older answer: nothing is spoilt then, and no fault is recorded.
    if (older === undefined) await this.#answer(asking, undefined);
    else {
      const end = { principal, backend: 'gateway', fault: 'stale' } as const;
      this.#finish(arrival, response, { ...end, reply: older });
    }
  }

  async #answer(asking: Asking, fault: LabFaultKind | undefined): Promise<void> {
    const { arrival, principal, response, signal } = asking;
    const mayStream = fault === undefined;
    const answered = await this.#parts.switchboard.answer(arrival, {
      ...{ principal, signal, mayStream },
    });
    const { backend, reply, stream } = answered;
    const end = { principal, backend, reply, fault };
    if (stream !== undefined) {
      this.#record(arrival, end);
      if (isCaptured(arrival.service))
        this.#parts.capture.stream(arrival.number, 'response', stream);
      await sendStream(response, reply, stream);
      return;
    }
    if (!isChanging(arrival.operation)) this.#parts.stale.keep(keyOf(arrival, principal), reply);
    this.#finish(arrival, response, end);
  }

  #finish(arrival: Arrival, response: ServerResponse, end: CallEnd): void {
    const { reply, fault } = end;
    this.#record(arrival, end);
    arrival.request.resume();
    if (reply === undefined || fault === 'lost-answer') response.destroy();
    else if (fault === 'cut-body') sendCut(response, reply);
    else if (fault === 'slow-body') void sendSlowly(response, reply);
    else sendWhole(response, reply);
  }

  #record(arrival: Arrival, end: CallEnd): void {
    this.#parts.calls.add(callEntry(arrival, end));
    if (end.reply !== undefined && isCaptured(arrival.service))
      this.#parts.capture.whole(arrival.number, 'response', end.reply.body);
  }

  #captureRequest({ number, service, body, request }: Arrival): void {
    if (!isCaptured(service)) return;
    if (body === undefined) this.#parts.capture.stream(number, 'request', request);
    else this.#parts.capture.whole(number, 'request', body);
  }
}

const NO_SIGNATURE = {
  status: 403,
  code: 'MissingAuthenticationTokenException',
  message: 'Request is missing Authentication Token',
};

const keyOf = (arrival: Arrival, principal: Principal): string =>
  JSON.stringify([
    principal.account,
    arrival.region,
    arrival.service,
    arrival.operation,
    arrival.parameters,
  ]);
