import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, errorOf, throttled } from './api-error.ts';
import type { CallBook } from './call-book.ts';
import type { FaultBook } from './fault-book.ts';
import { changedBlocks, snapshotBlocks } from './listings.ts';
import type { ListingFacts } from './listings.ts';
import { principalOf } from './principal.ts';
import type { LabKey, Principal } from './principal.ts';
import type { QuotaBook } from './quotas.ts';
import { routeOf } from './route.ts';
import type { Route } from './route.ts';
import { checkBlockToken, sendBlock } from './send-block.ts';
import type { SnapshotShelf } from './snapshot-shelf.ts';
import type { Tokens } from './tokens.ts';
import type { EbsFaultKind } from './types.ts';

export interface DeskParts {
  readonly shelf: SnapshotShelf;
  readonly keys: ReadonlyMap<string, LabKey>;
  readonly faults: FaultBook;
  readonly calls: CallBook;
  readonly quotas: QuotaBook;
  readonly tokens: Tokens;
  readonly blockTokenMs: number;
  readonly now: () => number;
}

interface Known {
  route?: Route;
  principal?: Principal;
  fault?: EbsFaultKind;
}

/** Answers one request after the other, and enters each in the book of calls. */
export class EbsDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known: Known = {};
    response.setHeader('x-amzn-RequestId', randomUUID());
    try {
      await this.#serve(request, response, known);
      this.#enter(known, 200, known.fault ?? 'ok');
    } catch (error) {
      const { status, code, reason } =
        error instanceof ApiError ? error : new ApiError(500, 'InternalServerException');
      this.#enter(known, status, code);
      if (response.headersSent) response.destroy();
      else refuse(response, { status, code, ...(reason === undefined ? {} : { reason }) });
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse, known: Known): Promise<void> {
    const { keys, now, quotas, faults, shelf, tokens } = this.#parts;
    const route = (known.route = routeOf(request.method ?? '', request.url ?? ''));
    const principal = (known.principal = principalOf(request, { keys, now: now() }));
    const busy = quotas.refuses({ ...route, ...principal });
    if (busy !== undefined) throw throttled(busy);
    const fault = faults.strike(route.operation, route.block);
    if (fault !== undefined) known.fault = fault;
    const error = fault === undefined ? undefined : errorOf(fault);
    if (error !== undefined) throw error;
    if (fault === 'hung') return;
    const of = shelf.open(route.snapshot, principal);
    if (route.operation === 'GetSnapshotBlock') {
      checkBlockToken(route, tokens, now());
      await sendBlock(response, { of, route, fault });
      return;
    }
    sendJson(response, 200, this.#list(known, { route, principal }));
  }

  #list(known: Known, { route, principal }: { route: Route; principal: Principal }): object {
    const { shelf, tokens, now, blockTokenMs } = this.#parts;
    const { fault } = known;
    const facts: ListingFacts = {
      tokens,
      now: now(),
      blockTokenMs,
      ...(fault === 'empty-list' || fault === 'empty-page' ? { cut: fault } : {}),
    };
    const second = shelf.open(route.snapshot, principal);
    if (route.operation === 'ListSnapshotBlocks') return snapshotBlocks(route, second, facts);
    const id = route.query.get('firstSnapshotId');
    const first = id === null ? undefined : shelf.open(id, principal);
    return changedBlocks(route, { first, second }, facts);
  }

  #enter({ route, principal }: Known, status: number, outcome: string): void {
    this.#parts.calls.add({
      operation: route?.operation ?? 'unknown',
      accessKey: principal?.accessKey ?? '',
      account: principal?.account ?? '',
      region: principal?.region ?? '',
      snapshot: route?.snapshot ?? '',
      ...(route?.operation === 'GetSnapshotBlock' ? { block: route.block } : {}),
      status,
      outcome,
    });
  }
}

function refuse(
  response: ServerResponse,
  { status, code, reason }: { status: number; code: string; reason?: string },
): void {
  response.setHeader('x-amzn-ErrorType', code);
  const text = reason ?? code;
  sendJson(response, status, {
    Message: text,
    ...(reason === undefined ? {} : { Reason: reason }),
  });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
