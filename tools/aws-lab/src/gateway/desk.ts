import type { ApiAnswer } from './api-answer.ts';
import type { Principal } from './sessions.ts';

/** A call as the gateway's own services see it. */
export interface DeskCall {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly principal: Principal;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Answers the calls that are its own; undefined leaves them to the emulators. */
export type Desk = (call: DeskCall) => ApiAnswer | undefined;
