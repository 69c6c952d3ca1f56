import { AfoError } from '@afo/domain';

export type CostErrorCode =
  'cost.invalid-prices' | 'cost.no-price' | 'cost.unknown-resource' | 'cost.invalid-template';

/** A cost cannot be computed. Nothing of unknown price is ever counted as free. */
export class CostError extends AfoError<CostErrorCode> {}
