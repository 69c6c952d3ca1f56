import { z } from 'zod';

/** A snapshot as EC2 tells of it. */
export interface SnapshotFacts {
  readonly id: string;
  readonly volume: string;
  readonly state: 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';
  /** Why it is in error; AWS's words, cut to what may stand in a message. */
  readonly message: string;
  readonly progress: string;
  readonly kmsKey: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** What is sure to be in an answer; the rest may be missing. */
export const snapshotFactsSchema = z
  .object({
    SnapshotId: z.string().regex(/^snap-[0-9a-f]{8,32}$/),
    VolumeId: z.string().default(''),
    State: z.enum(['pending', 'completed', 'error', 'recoverable', 'recovering']),
    StateMessage: z.string().default(''),
    Progress: z.string().default(''),
    KmsKeyId: z.string().optional(),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  })
  .transform((answer): SnapshotFacts => ({
    id: answer.SnapshotId,
    volume: answer.VolumeId,
    state: answer.State,
    message: plain(answer.StateMessage),
    progress: plain(answer.Progress),
    kmsKey: answer.KmsKeyId,
    tags: new Map(answer.Tags.map(({ Key, Value }) => [Key, Value])),
  }));

/** Text of an answer goes into messages and logs: nothing but words, and not too many. */
const plain = (text: string): string => text.replaceAll(/[^\w .,%()-]/gu, '').slice(0, 200);
