import { z } from 'zod';

/**
 * What the scanning program and its caller say to each other, a line of JSON each. The program imports nothing of
 * this workspace but this file's types, so that little has to be shown to it inside of its walls.
 */
export interface ScanOrder {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  /** [offset in the file, offset in the image or -1 for zeros, length] */
  readonly runs: readonly (readonly [number, number, number])[];
}

const matchSchema = z.strictObject({
  rule: z.string(),
  tags: z.array(z.string()),
  meta: z.record(z.string(), z.union([z.string(), z.number()])),
  /** [offset in the file, length] of the first strings that matched; the bytes themselves are never passed on. */
  places: z.array(z.tuple([z.number(), z.number()])),
});
export type RuleMatch = z.infer<typeof matchSchema>;

export const scanAnswerSchema = z.union([
  z.strictObject({
    id: z.number(),
    kind: z.string(),
    md5: z.string().nullable(),
    sha256: z.string().nullable(),
    /** How many bytes the rules have seen. */
    scanned: z.number(),
    matches: z.array(matchSchema),
  }),
  z.strictObject({ id: z.number(), failed: z.string() }),
]);
export type ScanAnswer = z.infer<typeof scanAnswerSchema>;

export const readySchema = z.strictObject({
  ready: z.literal(true),
  rules: z.number(),
  warnings: z.array(z.string()),
});
