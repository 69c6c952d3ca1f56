import type {
  Actor,
  EvidenceId,
  Pointer,
  Reference,
  Severity,
  Statement,
  Words,
} from '@afo/domain';
import { actorWords } from '../compose/actor-words.ts';
import { grouped } from '../text/quantities.ts';
import type { Inline, Item, Line } from './page.ts';

export const text = (words: string): Inline => ({ kind: 'text', text: words });
export const strong = (words: string): Inline => ({ kind: 'strong', text: words });
export const quoted = (words: string): Inline => ({ kind: 'quote', text: words });
export const code = (words: string): Inline => ({ kind: 'code', text: words });
export const lineBreak: Inline = { kind: 'break' };
export const severityMark = (severity: Severity): Inline => ({
  kind: 'mark',
  text: severity,
  tone: severity,
});

/** The words of a statement. */
export const lineOf = (words: Words): Line =>
  words.map((piece) => (typeof piece === 'string' ? text(piece) : quoted(piece.quote)));

/** A statement with links to what it rests on. */
export const itemOf = ({ words, tone, references }: Statement): Item => ({
  tone,
  line: [...lineOf(words), text(' '), ...referencesLine(references)],
});

/** `[log 12, E-0001]`, each a link. */
export function referencesLine(references: readonly Reference[]): Line {
  const links = references.flatMap((reference, index) => [
    ...(index === 0 ? [] : [text(', ')]),
    linkTo(reference),
  ]);
  return [text('['), ...links, text(']')];
}

export function linkTo(reference: Reference): Inline {
  const target = anchorOf(reference);
  switch (reference.to) {
    case 'entry':
      return { kind: 'link', text: `log ${String(reference.entry)}`, target };
    case 'item':
      return { kind: 'link', text: reference.item, target };
    case 'run':
      return { kind: 'link', text: reference.run, target };
    case 'authorisation':
      return { kind: 'link', text: reference.authorisation, target };
    case 'request':
      return { kind: 'link', text: reference.request, target };
    case 'detection':
      return { kind: 'link', text: `detection ${String(reference.detection)}`, target };
  }
}

/** Name of the anchor in the HTML and the destination in the PDF. */
export function anchorOf(reference: Reference): string {
  switch (reference.to) {
    case 'entry':
      return `entry-${String(reference.entry)}`;
    case 'item':
      return `item-${reference.item}`;
    case 'run':
      return `run-${reference.run}`;
    case 'authorisation':
      return `authorisation-${reference.authorisation}`;
    case 'request':
      return `request-${reference.request}`;
    case 'detection':
      return `detection-${String(reference.detection)}`;
  }
}

export const entryLink = (entry: number): Inline => linkTo({ to: 'entry', entry });
export const itemLink = (item: EvidenceId): Inline => linkTo({ to: 'item', item });
export const actorLine = (actor: Actor): Line => lineOf(actorWords(actor));

/** Lines one below the other, as they stand in a cell. */
export const stacked = (lines: readonly Line[]): Line =>
  lines.flatMap((line, index) => (index === 0 ? line : [lineBreak, ...line]));

/** Where in the evidence: item, path, inode, offset, line, record, and the run that says so (C39). */
export function pointerLine(pointer: Pointer): Line {
  const { item, run, path, pathBytes, inode, offset, line, record, deleted } = pointer;
  const places = [
    ...(inode === undefined ? [] : [`inode ${inode}`]),
    ...(offset === undefined ? [] : [`at byte ${grouped(offset)}`]),
    ...(line === undefined ? [] : [`line ${grouped(line)}`]),
    ...(record === undefined ? [] : [`record ${grouped(record)}`]),
    ...(deleted === true ? ['deleted'] : []),
  ];
  return [
    itemLink(item),
    ...(path === undefined ? [] : [text(' '), { kind: 'path' as const, text: path }]),
    ...(pathBytes === undefined ? [] : [text(' (bytes in base64: '), code(pathBytes), text(')')]),
    ...(places.length === 0 ? [] : [text(`, ${places.join(', ')}`)]),
    text(', by '),
    linkTo({ to: 'run', run }),
  ];
}
