import type { Report } from '@afo/domain';
import { anchorsOf, layOut } from '../page/lay-out.ts';
import type { Line, Page, Section } from '../page/page.ts';
import { drawBlock, writeTagged } from './blocks.ts';
import { Canvas, sheet } from './canvas.ts';
import { Flow } from './flow.ts';
import { colours, sizes } from './style.ts';
import type { Tag } from './tag.ts';
import { typefaces } from './typefaces.ts';
import { Typesetter } from './typeset.ts';

/** What the first pass finds out and the second one prints. */
interface Numbers {
  readonly pages: number;
  /** Page on which a section begins, by its anchor. */
  readonly sections: ReadonlyMap<string, number>;
}

/** A longer title is set smaller, since it shares its page. */
const LONG_TITLE = 90;

const WIDTH = sheet.right - sheet.left;

/**
 * The report as a tagged PDF 1.7 with bookmarks, links and embedded faces. The same report gives the same bytes: its
 * dates are those of the report, and its id is made from them.
 * @throws ReportingError `report.typeface`
 */
export async function renderPdf(report: Report): Promise<Uint8Array> {
  const page = layOut(report);
  const typesetter = new Typesetter(typefaces(), anchorsOf(page));
  const creator = `${report.product.name} ${report.product.version}`;
  const first = draw(page, { typesetter, creator, numbers: { pages: 0, sections: new Map() } });
  return draw(page, { typesetter, creator, numbers: first.numbers }).canvas.bytes();
}

interface Drawing {
  readonly typesetter: Typesetter;
  readonly creator: string;
  readonly numbers: Numbers;
}

function draw(
  page: Page,
  { typesetter, creator, numbers }: Drawing,
): { canvas: Canvas; numbers: Numbers } {
  const canvas = new Canvas({
    faces: typefaces(),
    title: page.title,
    creator,
    date: new Date(page.date),
  });
  const flow = new Flow({ canvas, typesetter, footer: page.footer, pages: numbers.pages });
  drawHead(flow, page);
  const sections = new Map<string, number>();
  for (const [number, section] of page.sections.entries()) {
    if (number === 1) drawContents(flow, page, numbers);
    drawSection(flow, section, { number, sections });
  }
  return { canvas, numbers: { pages: canvas.pages, sections } };
}

function drawHead(flow: Flow, page: Page): void {
  const { root } = flow.canvas;
  const kind: Line = [{ kind: 'text', text: 'FORENSIC REPORT' }];
  const small = { width: WIDTH, size: sizes.small, colour: colours.muted };
  writeTagged(flow, flow.set(kind, small), { parent: root, type: 'P', size: sizes.small });
  // The title of the case stands alone on its line, so it needs no quotation marks.
  const size = page.heading.length > LONG_TITLE ? sizes.section : sizes.title;
  const lines = flow.set([{ kind: 'title', text: page.heading }], {
    width: WIDTH,
    size,
    bold: true,
  });
  writeTagged(flow, lines, { parent: root, type: 'H1', size });
  const subtitle = flow.set(page.subtitle, {
    width: WIDTH,
    size: sizes.body,
    colour: colours.muted,
  });
  writeTagged(flow, subtitle, { parent: root, type: 'P', size: sizes.body });
  flow.skip(5);
  flow.canvas.rule(flow.y);
  flow.skip(9);
}

interface SectionPlace {
  readonly number: number;
  readonly sections: Map<string, number>;
}

function drawSection(flow: Flow, section: Section, { number, sections }: SectionPlace): void {
  const tag = flow.canvas.tag(flow.canvas.root, 'Sect');
  flow.need(150);
  flow.skip(flow.y === sheet.top || number === 0 ? 0 : 18);
  flow.canvas.anchor(section.id, flow.y - 6);
  flow.canvas.bookmark(titleOf(section, number));
  sections.set(section.id, flow.canvas.pages);
  const measure = { width: WIDTH, size: sizes.section, bold: true };
  const lines = flow.set([{ kind: 'text', text: titleOf(section, number) }], measure);
  writeTagged(flow, lines, { parent: tag, type: 'H2', size: sizes.section });
  flow.skip(4);
  for (const [index, block] of section.blocks.entries())
    drawBlock(flow, block, { parent: tag, next: section.blocks[index + 1] });
  tag.element.end();
}

const titleOf = ({ title }: Section, number: number): string =>
  number === 0 ? title : `${String(number)}  ${title}`;

/** On a page of its own, so that the first page stays one page. */
function drawContents(flow: Flow, { sections }: Page, numbers: Numbers): void {
  flow.newPage();
  const { canvas } = flow;
  const measure = { width: WIDTH, size: sizes.section, bold: true };
  const heading = flow.set([{ kind: 'text', text: 'Contents' }], measure);
  writeTagged(flow, heading, { parent: canvas.root, type: 'H2', size: sizes.section });
  flow.skip(4);
  const contents = canvas.tag(canvas.root, 'TOC');
  for (const [number, section] of sections.entries()) {
    if (number > 0)
      drawContentsLine(flow, { section, number, page: numbers.sections.get(section.id) }, contents);
  }
  contents.element.end();
  flow.skip(14);
}

function drawContentsLine(
  flow: Flow,
  {
    section,
    number,
    page,
  }: { readonly section: Section; readonly number: number; readonly page: number | undefined },
  contents: Tag,
): void {
  const item = flow.canvas.tag(contents, 'TOCI');
  const link: Line = [{ kind: 'link', text: titleOf(section, number), target: section.id }];
  const [words = []] = flow.set(link, { width: WIDTH - 60, size: sizes.body });
  const [digits = []] = flow.set([{ kind: 'text', text: `page ${String(page ?? 0)}` }], {
    width: 60,
    size: sizes.body,
    colour: colours.muted,
  });
  const width = digits.reduce((sum, fragment) => sum + fragment.width, 0);
  const y = flow.y + sizes.body * 1.06;
  flow.canvas.line(words, { x: sheet.left, y }, item);
  flow.canvas.line(digits, { x: sheet.right - width, y }, item);
  item.element.end();
  flow.skip(sizes.body * 1.6);
}
