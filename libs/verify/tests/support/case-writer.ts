import { canonical } from './json.ts';
import { noteText } from './keys.ts';
import type { NoteKey } from './keys.ts';
import { naiveLeaf, naiveRoot } from './naive-tree.ts';
import { sha256 } from './bundle.ts';

export const CASE = '0193a1b2-0000-7000-8000-000000000001';
export const ORIGIN = `afo.case/${CASE}`;
const START = Date.parse('2026-11-24T03:00:00.000Z');

/** An entry before it has its place: whatever is given overrides what the writer would put. */
export type Draft = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly body: object;
};

/** Writes a log as docs/spec/case-log.md says, by other means than the product. */
export class CaseWriter {
  readonly lines: string[] = [];
  readonly leaves: Buffer[] = [];
  readonly notes = new Map<number, string>();
  #authority: string | undefined;

  get size(): number {
    return this.lines.length;
  }

  add(...drafts: readonly Draft[]): this {
    for (const draft of drafts) this.#add(draft);
    return this;
  }

  /** Signs what is there, and enters that unless told not to. */
  checkpoint(keys: readonly NoteKey[], recorded = true): this {
    const root = naiveRoot(this.leaves);
    const note = noteText({ origin: ORIGIN, size: this.size, root }, keys);
    this.notes.set(this.size, note);
    if (!recorded) return this;
    const body = {
      size: this.size,
      root: root.toString('hex'),
      key: keys[0]?.name,
      note: sha256(note),
      timestamp: false,
    };
    return this.add({ type: 'checkpoint.signed', body });
  }

  #add(draft: Draft): void {
    const entry = {
      v: 1,
      case: CASE,
      seq: this.size,
      at: new Date(START + this.size * 1000).toISOString(),
      actor: { kind: 'service', name: 'case-workflow', version: '0.1.0' },
      ...(this.#authority === undefined ? {} : { why: this.#authority }),
      ...draft,
    };
    const line = canonical(entry);
    this.lines.push(line);
    this.leaves.push(naiveLeaf(line));
    if (draft.type === 'authorisation.granted')
      this.#authority ??= (draft.body as { authorisation: string }).authorisation;
  }
}

/** Files of the log and its checkpoints, as they lie in a bundle. */
export function logFiles(
  writer: CaseWriter,
  keys: readonly NoteKey[],
  withLeaves = true,
): (readonly [string, Buffer])[] {
  return [
    ['data/case.log', Buffer.from(writer.lines.map((line) => `${line}\n`).join(''))],
    ...(withLeaves ? ([['data/case.leaves', Buffer.concat(writer.leaves)]] as const) : []),
    ...[...writer.notes].map(
      ([size, note]) => [`data/checkpoints/${String(size)}.note`, Buffer.from(note)] as const,
    ),
    ...keys.map(({ id, vkey }) => [`data/keys/${id}.vkey`, Buffer.from(`${vkey}\n`)] as const),
  ];
}
