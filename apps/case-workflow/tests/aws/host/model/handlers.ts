import type {
  CallInput as In,
  CallOutput as Out,
  HostOperation as Operation,
} from '@afo/adapter-aws/host';
import { PortError } from '@afo/ports';

/** What the model answers; an operation that is not here is one that nothing in it should call. */
export type Handlers = { readonly [K in Operation]?: (input: In<K>) => Out<K> };

/** An answer of AWS that refuses. */
export function refuse(code: PortError['code'], why: string): never {
  throw new PortError(code, why);
}

export function known<T>(value: T | undefined, what: string): T {
  return value ?? refuse('aws.not-found', `the model knows no ${what}`);
}

/** Values of a filter; undefined where it is not asked by. */
export const filterOf = (
  input: { Filters?: { Name?: string | undefined; Values?: string[] | undefined }[] | undefined },
  name: string,
): readonly string[] | undefined => input.Filters?.find(({ Name }) => Name === name)?.Values;

export const passes = (filter: readonly string[] | undefined, value: string): boolean =>
  filter?.includes(value) ?? true;
