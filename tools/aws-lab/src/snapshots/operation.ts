import type { Principal } from '../ebs/principal.ts';
import type { Form } from './form.ts';
import type { Ledger } from './ledger.ts';
import type { LabInstance } from './types.ts';
import type { XmlValue } from './xml.ts';

/** What an operation works with. */
export interface Request {
  readonly form: Form;
  readonly caller: Principal;
  readonly ledger: Ledger;
  readonly instances: readonly LabInstance[];
  readonly quotas: { readonly copies: number; readonly perVolume: number };
  readonly pageSize: number;
  readonly now: number;
}

/** The members of the answer; `isLost` when the answer shall not arrive. */
export interface Answer {
  readonly members: Readonly<Record<string, XmlValue>>;
  readonly isLost?: boolean;
}

export type Operation = (request: Request) => Promise<Answer>;
