import type { Block, Item, Line } from '../page/page.ts';
import { sheet } from './canvas.ts';
import { drawFigure, figureHeight } from './figure.ts';
import type { Flow, SetLines } from './flow.ts';
import { baseline, heightOf } from './flow.ts';
import { colours, LEADING, sizes, toneColour } from './style.ts';
import { drawTable } from './table.ts';
import type { Tag, TagType } from './tag.ts';

type Of<K extends Block['kind']> = Extract<Block, { readonly kind: K }>;

export interface Surroundings {
  readonly parent: Tag;
  /** The block behind this one. */
  readonly next: Block | undefined;
}

const WIDTH = sheet.right - sheet.left;
const INDENT = 11;
const LABEL = 92;

export function drawBlock(flow: Flow, block: Block, { parent, next }: Surroundings): void {
  switch (block.kind) {
    case 'heading':
      drawHeading(flow, block, { parent, next });
      return;
    case 'paragraph':
      drawParagraph(flow, block.line, parent);
      return;
    case 'panel':
      drawPanel(flow, block, parent);
      return;
    case 'list':
      drawItems(flow, setItems(flow, block.items, WIDTH), { parent, x: sheet.left });
      flow.skip(6);
      return;
    case 'facts':
      drawFacts(flow, block, parent);
      return;
    case 'table':
      drawTable(flow, block, parent);
      return;
    case 'figure':
      drawPicture(flow, block, parent);
      return;
    case 'form':
      drawForm(flow, block, parent);
  }
}

function drawHeading(
  flow: Flow,
  { text, id }: Of<'heading'>,
  { parent, next }: Surroundings,
): void {
  const lines = flow.set(text, { width: WIDTH, size: sizes.heading, bold: true });
  flow.need(heightOf(lines, sizes.heading) + 12 + beginning(flow, next));
  flow.skip(flow.y === sheet.top ? 0 : 9);
  if (id !== undefined) flow.canvas.anchor(id, flow.y - 4);
  writeTagged(flow, lines, { parent, type: 'H3', size: sizes.heading });
  flow.skip(3);
}

function drawParagraph(flow: Flow, line: Line, parent: Tag): void {
  const lines = flow.set(line, { width: WIDTH, size: sizes.body });
  if (lines.length > 1) flow.need(2 * sizes.body * LEADING);
  writeTagged(flow, lines, { parent, type: 'P', size: sizes.body });
  flow.skip(5);
}

interface Tagged {
  readonly parent: Tag;
  readonly type: TagType;
  readonly size: number;
}

export function writeTagged(flow: Flow, lines: SetLines, { parent, type, size }: Tagged): void {
  const tag = flow.canvas.tag(parent, type);
  flow.write(lines, tag, { size });
  tag.element.end();
}

interface SetItem {
  readonly tone: Item['tone'];
  readonly lines: SetLines;
}

const setItems = (flow: Flow, items: readonly Item[], width: number): readonly SetItem[] =>
  items.map(({ tone, line }) => ({
    tone,
    lines: flow.set(line, { width: width - INDENT, size: sizes.body }),
  }));

function drawItems(
  flow: Flow,
  items: readonly SetItem[],
  { parent, x }: { readonly parent: Tag; readonly x: number },
): void {
  const list = flow.canvas.tag(parent, 'L');
  for (const { tone, lines } of items) {
    flow.need(Math.min(lines.length, 2) * sizes.body * LEADING);
    const item = flow.canvas.tag(list, 'LI');
    const body = flow.canvas.tag(item, 'LBody');
    flow.canvas.bullet({ x: x + 2.5, y: flow.y + sizes.body * 0.72 }, toneColour(tone));
    flow.write(lines, body, { x: x + INDENT });
    body.element.end();
    item.element.end();
    flow.skip(1.8);
  }
  list.element.end();
}

const PANEL = 10;

/** A box around a list; one that is longer than a page has no box. */
function drawPanel(flow: Flow, { title, items }: Of<'panel'>, parent: Tag): void {
  const set = setItems(flow, items, WIDTH - 2 * PANEL);
  const lines = set.reduce((sum, item) => sum + item.lines.length, 0);
  const head = sizes.heading * LEADING + 2;
  const height = head + lines * sizes.body * LEADING + set.length * 1.8 + 2 * PANEL - 4;
  flow.need(height);
  if (height <= flow.left) flow.canvas.box({ x: sheet.left, y: flow.y, width: WIDTH, height });
  flow.skip(PANEL - 2);
  const tag = flow.canvas.tag(parent, 'Div');
  const heading = flow.canvas.tag(tag, 'H3');
  const measure = { width: WIDTH - 2 * PANEL, size: sizes.heading, bold: true };
  const x = sheet.left + PANEL;
  flow.write(flow.set([{ kind: 'text', text: title }], measure), heading, {
    x,
    size: sizes.heading,
  });
  heading.element.end();
  flow.skip(2);
  drawItems(flow, set, { parent: tag, x });
  tag.element.end();
  flow.skip(PANEL + 4);
}

/** Labels on the left, what they say on the right; to whoever listens, a list of labels and bodies. */
function drawFacts(flow: Flow, { rows }: Of<'facts'>, parent: Tag): void {
  const list = flow.canvas.tag(parent, 'L');
  const set = rows.map((row) => setFact(flow, row));
  flow.need(Math.min(factsHeight(set), 180));
  flow.canvas.rule(flow.y);
  for (const fact of set) drawFact(flow, fact, list);
  list.element.end();
  flow.skip(9);
}

interface SetFact {
  readonly left: SetLines;
  readonly right: SetLines;
}

const FACT = sizes.body - 0.7;

const setFact = (flow: Flow, { label, line }: Of<'facts'>['rows'][number]): SetFact => ({
  left: flow.set([{ kind: 'text', text: label }], {
    width: LABEL - 8,
    size: FACT,
    colour: colours.muted,
  }),
  right: flow.set(line, { width: WIDTH - LABEL, size: FACT }),
});

const factsHeight = (facts: readonly SetFact[]): number =>
  facts.reduce(
    (sum, { left, right }) => sum + Math.max(left.length, right.length) * FACT * LEADING + 5.2,
    0,
  );

function drawFact(flow: Flow, { left, right }: SetFact, list: Tag): void {
  flow.need(Math.min(right.length, 4) * FACT * LEADING + 6);
  flow.skip(2.6);
  const item = flow.canvas.tag(list, 'LI');
  const name = flow.canvas.tag(item, 'Lbl');
  for (const [number, words] of left.entries()) {
    const y = baseline(flow.y + number * FACT * LEADING, FACT);
    flow.canvas.line(words, { x: sheet.left, y }, name);
  }
  name.element.end();
  const body = flow.canvas.tag(item, 'LBody');
  const short = Math.max(0, left.length - right.length);
  flow.write(right, body, { x: sheet.left + LABEL, size: FACT });
  flow.skip(short * FACT * LEADING + 2.6);
  body.element.end();
  item.element.end();
  flow.canvas.rule(flow.y);
}

/** Height that the beginning of a block needs, so that a heading does not stand alone at the foot of a page. */
function beginning(flow: Flow, block: Block | undefined): number {
  if (block?.kind !== 'facts') return 60;
  return Math.min(factsHeight(block.rows.map((row) => setFact(flow, row))), 180);
}

function drawPicture(flow: Flow, { drawing, caption }: Of<'figure'>, parent: Tag): void {
  const height = figureHeight(drawing);
  flow.need(height + 24);
  drawFigure(flow.canvas, { drawing, y: flow.y }, parent);
  flow.skip(height + 2);
  const measure = { width: WIDTH, size: sizes.table, colour: colours.muted };
  const lines = flow.set([{ kind: 'text', text: caption }], measure);
  writeTagged(flow, lines, { parent, type: 'P', size: sizes.table });
  flow.skip(8);
}

/** Room to write by hand. */
function drawForm(flow: Flow, { labels }: Of<'form'>, parent: Tag): void {
  flow.need(labels.length * 34);
  for (const label of labels) {
    flow.skip(20);
    const lines = flow.set([{ kind: 'text', text: label }], {
      width: 150,
      size: sizes.body,
      colour: colours.muted,
    });
    const tag = flow.canvas.tag(parent, 'P');
    flow.write(lines, tag);
    tag.element.end();
    flow.canvas.rule(flow.y - 2, sheet.left + 160);
  }
  flow.skip(12);
}
