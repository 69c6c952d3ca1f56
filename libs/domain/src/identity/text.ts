import { z } from 'zod';

/**
 * Text that may come from outside (names, tags, titles): kept as it is, but bounded, well-formed UTF-16 (RFC 8785
 * cannot encode a lone surrogate). Whoever shows it escapes it.
 */
export const boundedText = (maximum: number) =>
  z
    .string()
    .max(maximum, `at most ${String(maximum)} characters`)
    .refine((text) => text.isWellFormed(), 'holds a lone surrogate');

/** A sentence of people or of the product: 1 to 4,000 characters. */
export const sentenceSchema = boundedText(4000).min(1, 'must say something');

/** A short name: 1 to 256 characters. */
export const nameSchema = boundedText(256).min(1, 'must not be empty');

/** A whole number of bytes, blocks or entries; exact in a double. */
export const countSchema = z.int().min(0);
