import { MAX_ENTRY_BYTES } from '@afo/domain';

import { Keyring } from './checkpoint/keyring.ts';
import { knownNotes } from './checkpoint/known-notes.ts';
import { entriesPlace, Findings } from './faults.ts';
import { judgeLog } from './log/judge-log.ts';
import { readRoot } from './timestamp/certificate.ts';
import { verdictOf } from './verdict.ts';
import type { Verification, VerifyOptions } from './verification.ts';

/** A case log as it stands, e.g. from the port CaseLog. */
export interface LiveLog {
  /** Lines without line feeds, from entry 0. */
  readonly lines: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  readonly checkpoints: Iterable<{
    readonly size: number;
    readonly note: string;
    readonly timestamp?: Uint8Array;
  }>;
}

export type VerifyEntriesOptions = Pick<
  VerifyOptions,
  'keys' | 'timestampRoots' | 'knownCheckpoints'
> & {
  /** Keys of the system itself, which count as found and not as pinned. */
  readonly ownKeys?: readonly string[];
};

/**
 * Checks a log with its checkpoints, without evidence and without a bag. Entries after the newest checkpoint are no
 * fault here, since a live log goes on; they are told.
 * @throws {VerifyError} for keys, roots or known checkpoints that are none.
 */
export async function verifyEntries(
  log: LiveLog,
  options: VerifyEntriesOptions = {},
): Promise<Verification> {
  const findings = new Findings();
  const keyring = new Keyring(options.keys ?? []);
  for (const [index, key] of (options.ownKeys ?? []).entries())
    keyring.find(`key ${String(index)}`, key, findings);
  const checkpoints = [...log.checkpoints];
  const witnesses = {
    keyring,
    notes: checkpoints.map(({ size, note }) => ({ size, bytes: Buffer.from(note) })),
    timestamps: new Map(
      checkpoints.flatMap(({ size, timestamp }) =>
        timestamp === undefined ? [] : [[size, timestamp] as const],
      ),
    ),
    known: knownNotes(options.knownCheckpoints ?? []),
    roots: (options.timestampRoots ?? []).map(readRoot),
  };
  const judged = await judgeLog(witnesses, findings, async (audit) => {
    for await (const line of log.lines) {
      const bytes = typeof line === 'string' ? Buffer.from(line) : line;
      audit.take({ bytes, whole: bytes.length <= MAX_ENTRY_BYTES });
    }
  });
  const signed = judged.holding.at(-1)?.size ?? 0;
  if (signed < judged.audit.size)
    findings.note(entriesPlace(signed, judged.audit.size), 'not yet under a checkpoint');
  return verdictOf(
    judged,
    { items: { byBytes: [], byManifest: [] }, files: 0, bytes: 0 },
    { keyring, findings },
  );
}
