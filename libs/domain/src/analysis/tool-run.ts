import { z } from 'zod';
import { toolSchema } from '../case/actor.ts';
import { sha256Schema } from '../identity/digest.ts';
import { evidenceIdSchema, toolRunIdSchema } from '../identity/ids.ts';
import { countSchema, nameSchema, sentenceSchema } from '../identity/text.ts';

const inputSchema = z.strictObject({
  item: evidenceIdSchema,
  sha256Before: sha256Schema,
  sha256After: sha256Schema,
});
const ruleSetSchema = z.strictObject({ name: nameSchema, sha256: sha256Schema });

/**
 * One run of one analysis tool: enough to run it again and get the same bytes (C38). `outcome` is `failed` when it
 * gave nothing to rely on, `partial` when something was left out; `limits` says what and why. Never an empty success.
 */
export const toolRunSchema = z.strictObject({
  run: toolRunIdSchema,
  tool: toolSchema,
  ruleSets: z.array(ruleSetSchema).max(50),
  inputs: z.array(inputSchema).min(1),
  outputs: z.array(z.strictObject({ item: evidenceIdSchema, sha256: sha256Schema })).max(100),
  outcome: z.enum(['complete', 'partial', 'failed']),
  detections: countSchema,
  events: countSchema,
  limits: z.array(sentenceSchema).max(200),
});
export type ToolRun = z.infer<typeof toolRunSchema>;
