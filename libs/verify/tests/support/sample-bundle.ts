import { sha256 } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { rebag } from './bundle.ts';
import { CaseWriter, logFiles } from './case-writer.ts';
import type { Chance } from './chance.ts';
import { exported, granted, note, opened, started, succeeded } from './drafts.ts';
import type { SealedItem } from './items.ts';
import { sealItem } from './items.ts';
import type { NoteKey } from './keys.ts';
import { noteKey } from './keys.ts';

export const KEY = noteKey('afo.example/workstation');

/** A clean bundle with all that made it, so that a test can forge it from the inside. */
export interface Sample {
  readonly bundle: Bundle;
  readonly writer: CaseWriter;
  readonly items: readonly SealedItem[];
  readonly keys: readonly NoteKey[];
}

/** A random case: a disk, some logs, what was derived from them, a report, and checkpoints in between. */
export function sampleBundle(
  chance: Chance,
  keys: readonly NoteKey[] = [KEY],
  withLeaves = chance.next() < 0.7,
): Sample {
  const writer = new CaseWriter().add(opened).checkpoint(keys).add(granted);
  const items: SealedItem[] = [];
  const next = (): string => `E-${String(items.length + 1).padStart(4, '0')}`;
  const seal = (plan: Omit<Parameters<typeof sealItem>[1], 'item'>): SealedItem => {
    const step = `acquire/${next()}`;
    writer.add(started(step));
    const sealed = sealItem(writer, { ...plan, item: next() });
    writer.add(succeeded(step));
    items.push(sealed);
    return sealed;
  };
  const disk =
    chance.next() < 0.6
      ? [seal({ kind: 'disk', format: 'zstd-seekable', blocks: true, parts: diskParts(chance) })]
      : [];
  const logs = Array.from({ length: chance.int(1, 3) }, () =>
    seal({
      kind: 'log',
      format: chance.pick(['raw', 'zstd', 'jsonl']),
      parts: [chance.bytes(chance.int(1, 600))],
    }),
  );
  writer.checkpoint(keys, chance.next() < 0.9);
  const [parent] = [...disk, ...logs];
  const derived = seal({
    kind: 'analysis',
    format: 'jsonl',
    parts: [chance.bytes(300)],
    parents: [parent?.plan.item ?? ''],
    root: parent?.plan.item ?? '',
  });
  writer.add(analysis([...disk, ...logs], derived), ...notes(chance));
  const report = issueReport(writer, items, chance);
  if (chance.next() < 0.5) writer.checkpoint(keys);
  writer.add(exported(items.map(({ plan }) => plan.item))).checkpoint(keys, false);
  const files = [
    ...logFiles(writer, keys, withLeaves),
    ...items.flatMap((item) => item.files),
    ...report,
    ['data/VERIFY.md', Buffer.from('# How to check\n')] as const,
  ];
  return { bundle: rebag(new Map(files)), writer, items, keys };
}

function diskParts(chance: Chance): Buffer[] {
  const block = (): Buffer => {
    const bytes = Buffer.alloc(524_288);
    if (chance.next() < 0.6) chance.bytes(200).copy(bytes, chance.int(0, 500_000));
    return bytes;
  };
  const whole = Buffer.concat([...Array.from({ length: chance.int(1, 2) }, block)]);
  const tail = chance.bytes(chance.int(1, 512));
  return chance.next() < 0.5 ? [whole, tail] : [Buffer.concat([whole, tail])];
}

const notes = (chance: Chance) =>
  Array.from({ length: chance.int(0, 6) }, (_, index) =>
    note(`seen ${String(index)}: größer als 5 €, “quoted” \\ and \u2028`),
  );

function analysis(inputs: readonly SealedItem[], output: SealedItem) {
  return {
    type: 'analysis.completed',
    body: {
      run: 'T-0001',
      tool: { name: 'fls', version: '4.11.1' },
      ruleSets: [],
      inputs: inputs.map(({ plan, content }) => ({
        item: plan.item,
        sha256Before: sha256(content),
        sha256After: sha256(content),
      })),
      outputs: [{ item: output.plan.item, sha256: sha256(output.content) }],
      outcome: 'complete',
      detections: 1,
      events: 2,
      limits: [],
    },
  };
}

/** Seals a report and issues its files; they lie in the report's folder alone. */
function issueReport(
  writer: CaseWriter,
  items: SealedItem[],
  chance: Chance,
): (readonly [string, Buffer])[] {
  const html = Buffer.from(`<!doctype html><title>Report ${String(chance.int(0, 1e6))}</title>`);
  const item = `E-${String(items.length + 1).padStart(4, '0')}`;
  const twin = Buffer.from(
    JSON.stringify({ covers: { entries: writer.size }, chance: chance.int(0, 1e6) }),
  );
  const entries = writer.size;
  const sealed = sealItem(writer, { item, kind: 'report', format: 'raw', parts: [html, twin] });
  const files = sealed.objects.map(({ key, bytes }, index) => ({
    name: ['report.html', 'report.json'][index] ?? '',
    media: ['text/html', 'application/json'][index] ?? '',
    stored: { key, bytes: bytes.length, sha256: sha256(bytes), format: 'raw', part: index },
  }));
  writer.add({ type: 'report.issued', body: { item, entries, files } });
  const manifests = sealed.files.filter(([path]) => path.startsWith('data/manifests/'));
  items.push({ ...sealed, files: manifests });
  return files.map(
    ({ name }, index) =>
      [`data/report/${name}`, sealed.objects[index]?.bytes ?? Buffer.alloc(0)] as const,
  );
}
