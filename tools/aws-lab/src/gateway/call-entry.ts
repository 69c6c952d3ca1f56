import type { Arrival } from './arrival.ts';
import type { Backend, LabCall } from './call-log.ts';
import { isChanging } from './changing.ts';
import type { LabFaultKind } from './fault-schema.ts';
import { madeBy } from './made.ts';
import { errorCodeOf, requestIdOf } from './reply.ts';
import type { Reply } from './reply.ts';
import { withoutSecrets } from './secrets.ts';
import type { Principal } from './sessions.ts';

export interface CallEnd {
  readonly principal: Principal | undefined;
  readonly backend: Backend;
  /** Absent where no answer was given. */
  readonly reply?: Reply;
  readonly fault?: LabFaultKind | undefined;
}

/** What the record keeps of a call. */
export function callEntry(arrival: Arrival, end: CallEnd): LabCall {
  const { number, at, region, service, operation, presigned } = arrival;
  const { principal, backend, reply, fault } = end;
  const error = reply === undefined ? undefined : errorCodeOf(reply);
  const requestId = reply === undefined ? undefined : requestIdOf(reply.headers);
  const made =
    reply === undefined || reply.status >= 400 ? [] : madeBy(service, operation, reply.body);
  return {
    ...{ number, at, principal, region, service, operation, presigned, backend },
    parameters: withoutSecrets(arrival.parameters),
    // A dry run asks whether a call would be carried out, and changes nothing.
    changing: isChanging(operation) && arrival.parameters['DryRun'] !== 'true',
    status: reply?.status ?? 0,
    ...(error === undefined ? {} : { error }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(made.length === 0 ? {} : { made }),
    ...(fault === undefined ? {} : { fault }),
  };
}
