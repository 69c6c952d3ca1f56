import type { Block, Row } from '../page/page.ts';
import { sheet } from './canvas.ts';
import type { Flow, SetLines } from './flow.ts';
import { baseline } from './flow.ts';
import { colours, LEADING, sizes } from './style.ts';
import type { Tag } from './tag.ts';

type Table = Extract<Block, { readonly kind: 'table' }>;

const SIZE = sizes.table;
const LINE = SIZE * LEADING;
const GAP = 9;
const PADDING = 3.2;

interface Place {
  readonly x: number;
  readonly width: number;
}

/**
 * A table with its head repeated on every page. A row that fits on a page is not broken; a longer one is, line by
 * line. Repeated heads are artifacts: to whoever listens there is one head.
 */
export function drawTable(flow: Flow, table: Table, parent: Tag): void {
  const tag = flow.canvas.tag(parent, 'Table');
  const places = placesOf(table);
  const head = table.columns.map(({ title }, index) =>
    flow.set([{ kind: 'text', text: title }], {
      width: places[index]?.width ?? 0,
      size: sizes.small,
      bold: true,
      colour: colours.muted,
    }),
  );
  const [first] = table.rows;
  flow.need(
    3 * LINE + Math.min(first === undefined ? 0 : rowHeight(flow, first, places), 10 * LINE),
  );
  drawCaption(flow, table.caption, tag);
  drawHead(flow, { head, places, tag });
  for (const row of table.rows) drawRow(flow, row, { head, places, tag });
  tag.element.end();
  flow.skip(10);
}

interface Frame {
  readonly head: readonly SetLines[];
  readonly places: readonly Place[];
  readonly tag: Tag;
}

function placesOf({ columns }: Table): readonly Place[] {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const unit = (sheet.right - sheet.left) / total;
  let x: number = sheet.left;
  return columns.map(({ width }) => {
    const place = { x, width: width * unit - GAP };
    x += width * unit;
    return place;
  });
}

const rowHeight = (flow: Flow, row: Row, places: readonly Place[]): number =>
  longest(setRow(flow, row, places)) * LINE + 2 * PADDING;

const setRow = (flow: Flow, row: Row, places: readonly Place[]): readonly SetLines[] =>
  row.cells.map((cell, index) => flow.set(cell, { width: places[index]?.width ?? 0, size: SIZE }));

function drawCaption(flow: Flow, caption: string, table: Tag): void {
  const tag = flow.canvas.tag(table, 'Caption');
  const measure = { width: sheet.right - sheet.left, size: SIZE, colour: colours.muted };
  flow.write(flow.set([{ kind: 'text', text: caption }], measure), tag, { size: SIZE });
  tag.element.end();
  flow.skip(2);
}

function drawHead(flow: Flow, { head, places, tag }: Frame): void {
  const row = flow.canvas.tag(tag, 'TR');
  for (const [index, lines] of head.entries()) {
    const cell = flow.canvas.tag(row, 'TH', { scope: 'Column' });
    for (const [number, line] of lines.entries())
      flow.canvas.line(line, cellPoint(flow, places[index], number), cell);
    cell.element.end();
  }
  row.element.end();
  endHead(flow, head);
}

function repeatHead(flow: Flow, { head, places }: Frame): void {
  for (const [index, lines] of head.entries())
    for (const [number, line] of lines.entries())
      flow.canvas.marginal(line, cellPoint(flow, places[index], number));
  endHead(flow, head);
}

function endHead(flow: Flow, head: readonly SetLines[]): void {
  flow.skip(longest(head) * LINE + 2);
  flow.canvas.rule(flow.y);
  flow.skip(PADDING);
}

function drawRow(flow: Flow, row: Row, frame: Frame): void {
  const cells = setRow(flow, row, frame.places);
  const height = longest(cells) * LINE + 2 * PADDING;
  const whole = sheet.bottom - sheet.top - LINE * 3;
  if (height > flow.left && (height <= whole || flow.left < LINE * 4)) turnPage(flow, frame);
  if (row.id !== undefined) flow.canvas.anchor(row.id, flow.y - PADDING);
  const tag = flow.canvas.tag(frame.tag, 'TR');
  const tags = cells.map((_, index) =>
    index === 0 ? flow.canvas.tag(tag, 'TH', { scope: 'Row' }) : flow.canvas.tag(tag, 'TD'),
  );
  drawCells(flow, { cells, tags }, frame);
  for (const cell of tags) cell.element.end();
  tag.element.end();
  flow.skip(PADDING);
  flow.canvas.rule(flow.y);
  flow.skip(PADDING);
}

interface Cells {
  readonly cells: readonly SetLines[];
  readonly tags: readonly Tag[];
}

/** As many lines of every cell as fit, then the next page, until all are drawn. */
function drawCells(flow: Flow, { cells, tags }: Cells, frame: Frame): void {
  const total = longest(cells);
  let drawn = 0;
  while (drawn < total) {
    const fits = Math.max(1, Math.min(total - drawn, Math.floor((flow.left - PADDING) / LINE)));
    for (const [index, lines] of cells.entries()) {
      const tag = tags[index];
      if (tag === undefined) continue;
      for (const [number, line] of lines.slice(drawn, drawn + fits).entries())
        flow.canvas.line(line, cellPoint(flow, frame.places[index], number), tag);
    }
    flow.skip(fits * LINE);
    drawn += fits;
    if (drawn < total) turnPage(flow, frame);
  }
}

function turnPage(flow: Flow, frame: Frame): void {
  flow.newPage();
  repeatHead(flow, frame);
}

const cellPoint = (flow: Flow, place: Place | undefined, line: number) => ({
  x: place?.x ?? sheet.left,
  y: baseline(flow.y + line * LINE, SIZE),
});

const longest = (cells: readonly SetLines[]): number =>
  cells.reduce((most, lines) => Math.max(most, lines.length), 1);
