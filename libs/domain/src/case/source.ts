import { z } from 'zod';
import { boundedText } from '../identity/text.ts';

export const sourceKinds = ['disk', 'memory', 'log'] as const;

/**
 * Something to acquire. `uri` is what the stack's sources open: `file:///path` on a workstation (several parts of a
 * split image are one source with several uris), `ebs:snap-…` in AWS. Never a URL that holds a credential.
 */
export const sourceSchema = z.strictObject({
  kind: z.enum(sourceKinds),
  uris: z.array(boundedText(4096).min(1)).min(1).max(10_000),
  title: boundedText(1024).min(1),
});
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
