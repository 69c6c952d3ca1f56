import { ApiError, invalid } from './api-error.ts';
import type { EbsOperation } from './types.ts';

export interface Route {
  readonly operation: EbsOperation;
  readonly snapshot: string;
  readonly block: number;
  readonly query: URLSearchParams;
}

const PATH = /^\/snapshots\/(snap-[0-9a-f]{1,59})\/(blocks|changedblocks)(?:\/(\d{1,10}))?$/;

/** The paths of the API reference: `/snapshots/{id}/blocks`, `…/changedblocks`, `…/blocks/{index}`. */
export function routeOf(method: string, target: string): Route {
  const url = new URL(target, 'http://lab');
  const [, snapshot = '', list, block] = PATH.exec(url.pathname) ?? [];
  if (snapshot === '' || method !== 'GET') throw new ApiError(404, 'UnknownOperationException');
  if (list === 'changedblocks' && block !== undefined)
    throw new ApiError(404, 'UnknownOperationException');
  const listing = list === 'blocks' ? 'ListSnapshotBlocks' : 'ListChangedBlocks';
  return {
    operation: block === undefined ? listing : 'GetSnapshotBlock',
    snapshot,
    block: Number(block ?? 0),
    query: url.searchParams,
  };
}

/** A whole number of a query; undefined when it is not there. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw invalid('INVALID_PARAMETER_VALUE');
  return Number(text);
}
