import { z } from 'zod';

/**
 * Text for people: cut at `maximum`, lone surrogates replaced. What is lost by that is still in the raw event, which
 * is evidence.
 */
export const freeText = (maximum: number) =>
  z.string().transform((text) => text.toWellFormed().slice(0, maximum).toWellFormed());

// Control, format (bidirectional marks, zero width), line and paragraph separators, lone surrogates.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Text that names something: refused, never mended, when it holds what a reader could not see. */
export const nameText = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => !UNSEEN.test(text), 'holds control or invisible characters');

/** Text that is there and says something; GuardDuty writes `""`, null and `[]` for what there is not. */
export const told = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && value !== '[]' ? value : undefined;
