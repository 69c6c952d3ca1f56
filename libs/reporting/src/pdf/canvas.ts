import PDFDocument from 'pdfkit';
import { visible } from '../text/visible.ts';
import { colours } from './style.ts';
import type { TagOptions, TagType } from './tag.ts';
import { Tag } from './tag.ts';
import type { Typefaces } from './typefaces.ts';
import { faces } from './typefaces.ts';
import type { Fragment } from './lines.ts';

export interface CanvasOptions {
  readonly faces: Typefaces;
  readonly title: string;
  readonly creator: string;
  readonly date: Date;
}

/** A4 upright, in points. */
export const sheet = { left: 54, right: 541, top: 56, bottom: 778, foot: 806 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** Draws on the pages of one tagged PDF. Everything drawn is content of a tag, or marked as an artifact. */
export class Canvas {
  readonly root: Tag;
  readonly #doc: PDFKit.PDFDocument;
  #pages = 0;

  constructor({ faces: fonts, title, creator, date }: CanvasOptions) {
    this.#doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      // No standard font: every face that is used is embedded.
      font: '',
      info: {
        Title: title,
        Creator: creator,
        Producer: 'PDFKit',
        CreationDate: date,
        ModDate: date,
      },
    });
    for (const face of faces) {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- pdfkit takes an opened fontkit font; its types do not say so
      this.#doc.registerFont(face, fonts[face] as unknown as Uint8Array);
    }
    const root = this.#doc.struct('Document');
    this.#doc.addStructure(root);
    this.root = new Tag('Document', root);
  }

  get pages(): number {
    return this.#pages;
  }

  addPage(): void {
    this.#doc.addPage();
    this.#pages += 1;
  }

  /** A new tag within another one. */
  tag(parent: Tag, type: TagType, options: TagOptions = {}): Tag {
    const element = this.#doc.struct(type, { ...options });
    parent.element.add(element);
    return new Tag(type, element);
  }

  /** A set line with its base line at `y`. A link is a tag of its own with its annotation in it (PDF/UA-1, 7.18.5). */
  line(fragments: readonly Fragment[], at: Point, tag: Tag): void {
    let { x } = at;
    for (const fragment of fragments) {
      if (fragment.target === undefined)
        this.content(tag, () => {
          this.#text(fragment, { x, y: at.y });
        });
      else this.#link(fragment, { x, y: at.y }, tag);
      x += fragment.width;
    }
  }

  /** Text that is no content of the report, such as page numbers and repeated table heads. */
  marginal(fragments: readonly Fragment[], at: Point): void {
    this.#artifact('Pagination', () => {
      let { x } = at;
      for (const fragment of fragments) {
        this.#text(fragment, { x, y: at.y });
        x += fragment.width;
      }
    });
  }

  rule(y: number, from: number = sheet.left, to: number = sheet.right): void {
    this.#artifact('Layout', () => {
      this.#doc.moveTo(from, y).lineTo(to, y).lineWidth(0.6).strokeColor(colours.line).stroke();
    });
  }

  box({ x, y, width, height }: Area): void {
    this.#artifact('Layout', () => {
      this.#doc.lineWidth(0.6).roundedRect(x, y, width, height, 3);
      this.#doc.fillAndStroke(colours.wash, colours.line);
    });
  }

  /** A mark in front of a list's line. */
  bullet({ x, y }: Point, colour: string): void {
    this.#artifact('Layout', () => {
      this.#doc.circle(x, y, 1.7).fill(colour);
    });
  }

  /** Whatever `draw` draws is content of the tag. */
  content(tag: Tag, draw: (doc: PDFKit.PDFDocument) => void): void {
    const content = this.#doc.markStructureContent(tag.type);
    draw(this.#doc);
    this.#doc.endMarkedContent();
    tag.element.add(content);
  }

  /** A place that links lead to. */
  anchor(name: string, y: number): void {
    this.#doc.addNamedDestination(destinationOf(name), 'XYZ', sheet.left, Math.max(0, y), null);
  }

  /** An entry of the bookmarks, leading to this page. */
  bookmark(title: string, parent?: PDFKit.PDFOutline): PDFKit.PDFOutline {
    return (parent ?? this.#doc.outline).addItem(visible(title));
  }

  /** Ends the document. */
  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      this.#doc.on('data', (chunk: Uint8Array) => {
        chunks.push(chunk);
      });
      this.#doc.on('end', resolve);
      this.#doc.on('error', reject);
    });
    this.root.element.end();
    this.#doc.end();
    await ended;
    return new Uint8Array(Buffer.concat(chunks));
  }

  #artifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.#doc.markContent('Artifact', { type });
    draw();
    this.#doc.endMarkedContent();
  }

  #link(fragment: Fragment, { x, y }: Point, parent: Tag): void {
    const tag = this.tag(parent, 'Link');
    this.content(tag, () => {
      this.#text(fragment, { x, y });
    });
    const options = { structParent: tag.element, Contents: literal(fragment.text) };
    const name = destinationOf(fragment.target ?? '');
    this.#doc.goTo(x, y - fragment.size, fragment.width, fragment.size * 1.3, name, options);
    // Ended on its own page: pdfkit notes the page of an annotation when its tag ends.
    tag.element.end();
  }

  #text({ text, face, size, colour }: Fragment, { x, y }: Point): void {
    this.#doc.font(face).fontSize(size).fillColor(colour);
    this.#doc.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
  }
}

/** pdfkit writes a primitive string as a PDF name and a String object as a PDF string. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- pdfkit tells the two apart, and its types do not
const literal = (text: string): string => new String(text) as string;

/**
 * Names of destinations hold letters and digits only: pdfkit sorts their tree by the rules of a language, and only so
 * is that the order of bytes by which a reader searches.
 */
const destinationOf = (anchor: string): string => anchor.toLowerCase().replace(/[^a-z0-9]/gu, '');
