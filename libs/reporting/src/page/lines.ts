import type { Actor, EvidenceId, Reference, Severity, Statement, Words } from '@afo/domain';
import { actorWords } from '../compose/actor-words.ts';
import type { Inline, Item, Line } from './page.ts';

export const text = (words: string): Inline => ({ kind: 'text', text: words });
export const strong = (words: string): Inline => ({ kind: 'strong', text: words });
export const quoted = (words: string): Inline => ({ kind: 'quote', text: words });
export const record = (words: string): Inline => ({ kind: 'record', text: words });
/** An id of the product's own, never broken. */
export const id = (words: string): Inline => ({ kind: 'id', text: words });
export const code = (words: string): Inline => ({ kind: 'code', text: words });
export const lineBreak: Inline = { kind: 'break' };
export const severityMark = (severity: Severity): Inline => ({
  kind: 'mark',
  text: severity,
  tone: severity,
});

/** The words of a statement; digests among them stand in a fixed-width face. */
export const lineOf = (words: Words): Line =>
  words.flatMap((piece) =>
    typeof piece === 'string' ? withDigests(piece) : [quoted(piece.quote)],
  );

const withDigests = (words: string): Line =>
  words
    .split(/\b([0-9a-f]{64})\b/u)
    .flatMap((part, index) => (part === '' ? [] : [index % 2 === 1 ? code(part) : text(part)]));

/** A statement with links to what it rests on. */
export const itemOf = ({ words, tone, references }: Statement): Item => ({
  tone,
  line: [...lineOf(words), text(stopOf(words)), ...referencesLine(references)],
});

/** A sentence that ends with words from outside still ends. */
function stopOf(words: Words): string {
  const last = words.at(-1);
  return typeof last === 'object' && !/[.!?]$/u.test(last.quote) ? '. ' : ' ';
}

/** `[log 12, E-0001]`, each a link. */
export function referencesLine(references: readonly Reference[]): Line {
  return [text('['), ...withCommas(references.map(linkTo)), text(']')];
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

/** Links with commas between them. */
export const withCommas = (links: Line): Line =>
  links.flatMap((link, index) => (index === 0 ? [link] : [text(', '), link]));

/** Lines one below the other, as they stand in a cell. */
export const stacked = (lines: readonly Line[]): Line =>
  lines.flatMap((line, index) => (index === 0 ? line : [lineBreak, ...line]));
