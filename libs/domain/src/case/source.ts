import { z } from 'zod';
import { caseIdSchema, evidenceIdSchema } from '../identity/ids.ts';
import { boundedText } from '../identity/text.ts';

export const sourceKinds = ['disk', 'memory', 'log'] as const;

/** A user before the host, or a signed link. A source is entered in the log, where nothing can be taken back (F-62). */
const CREDENTIAL =
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@|[?&](?:x-amz-[a-z-]+|signature|awsaccesskeyid)=/i;

const uriSchema = boundedText(4096)
  .min(1)
  .refine((uri) => !CREDENTIAL.test(uri), 'holds a credential');

/** An item of an earlier acquisition of the same disk, in the same vault. */
const earlierItemSchema = z.strictObject({ case: caseIdSchema, item: evidenceIdSchema });
export type EarlierItem = z.infer<typeof earlierItemSchema>;

/**
 * Something to acquire. `uri` is what the stack's sources open: `file:///path` on a workstation (several parts of a
 * split image are one source with several uris), `ebs:snap-…` in AWS. Never a URL that holds a credential. With `since`
 * only the blocks of a disk that changed since that item are read from it, all others from that item (DSK-3).
 */
export const sourceSchema = z
  .strictObject({
    kind: z.enum(sourceKinds),
    uris: z.array(uriSchema).min(1).max(10_000),
    title: boundedText(1024).min(1),
    since: earlierItemSchema.optional(),
  })
  .refine(({ kind, since }) => kind === 'disk' || since === undefined, {
    message: 'only a disk is acquired by what changed',
    path: ['since'],
  });
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
