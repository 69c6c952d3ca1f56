import type { Sha256 } from '@afo/domain';
import { isAfoError, sha256Schema } from '@afo/domain';
import type { Progress } from '@afo/ports';
import { Meter } from './meter.ts';
import { BlockCheck } from './block-check.ts';
import { Faults } from './faults.ts';
import { openContent } from './open-content.ts';
import type { ContentToOpen, OpenedContent } from './open-content.ts';

export interface ReadBack extends ContentToOpen {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Milliseconds since any point in time, for the rate of progress. */
  readonly now: () => number;
  /** Gets the content in order while it is being checked; it is proven only by the result. No bytes: zeros. */
  readonly onContent?: (piece: ContentPiece) => Promise<void>;
}

export interface ContentPiece {
  readonly offset: number;
  readonly bytes: number;
  /** Valid until the promise resolves. */
  readonly content?: Uint8Array;
}

/** What reading an item again has shown. */
export interface ReadBackResult {
  readonly result: 'match' | 'mismatch';
  /** What was read, not what the manifest says. */
  readonly bytes: number;
  /** Absent when it could not be read to its end. */
  readonly sha256?: Sha256;
  /** What differs, in words; empty for a match. */
  readonly faults: readonly string[];
}

/**
 * Reads an item again from the vault and checks everything that its manifest says: digest and length of every stored
 * object, of the content and of every block, the file of block digests, the root over them, the seek tables. It shares
 * no state with the writer. Damage is a result and not an error; only what keeps it from reading is thrown.
 */
export async function readBack(request: ReadBack): Promise<ReadBackResult> {
  const faults = new Faults();
  const opened = openContent(request, faults);
  const checked = { bytes: 0 };
  try {
    await checkAll(request, { opened, faults, checked });
    const sha256 = sha256Schema.parse(await opened.digest());
    faults.compare('the content', { ...checked, sha256 }, request.manifest.content);
    return { ...verdictOf(faults), ...checked, sha256 };
  } catch (error) {
    if (!isDamage(error)) throw error;
    faults.add(error.message);
    return { ...verdictOf(faults), ...checked };
  } finally {
    await opened.discard();
  }
}

interface Check {
  readonly opened: OpenedContent;
  readonly faults: Faults;
  readonly checked: { bytes: number };
}

async function checkAll(request: ReadBack, { opened, faults, checked }: Check): Promise<void> {
  const { blocks: said, content } = request.manifest;
  const blocks = said === undefined ? undefined : new BlockCheck(request.vault, said, faults);
  const meter = new Meter(request, content.bytes);
  try {
    for await (const stretch of opened.stretches) {
      request.signal.throwIfAborted();
      await blocks?.check(stretch);
      await request.onContent?.({ ...stretch, offset: checked.bytes });
      checked.bytes += stretch.bytes;
      meter.add(stretch.bytes, 'reading back');
    }
    await blocks?.end();
  } finally {
    await blocks?.close();
  }
}

const verdictOf = ({ list }: Faults) => ({
  result: list.length === 0 ? ('match' as const) : ('mismatch' as const),
  faults: list,
});

/** What speaks of the evidence, and not of the machine that reads it. */
const DAMAGE = [
  'codec.damaged',
  'vault.digest-mismatch',
  'vault.not-found',
  'evidence.digest-mismatch',
];

const isDamage = (error: unknown): error is Error =>
  isAfoError(error) && DAMAGE.includes(error.code) && !error.retryable;
