import fc from 'fast-check';
import { getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORBIDDEN, hostileText, reportWith } from '../../tests/hostile.ts';
import { detection, sampleReport } from '../../tests/sample-case.ts';
import { everyType } from '../../tests/sample-drafts.ts';
import { renderPdf } from './render-pdf.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** Opened by another program's reader of PDF (pdf.js). */
const open = async (bytes: Uint8Array): Promise<Document> =>
  getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 });

const pagesOf = async (document: Document): Promise<readonly Page[]> =>
  Promise.all(Array.from({ length: document.numPages }, (_, index) => document.getPage(index + 1)));

interface Node {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly Node[];
}

const rolesBelow = (node: Node): readonly string[] => [
  ...(node.role === undefined ? [] : [node.role]),
  ...(node.children ?? []).flatMap(rolesBelow),
];
const nodesBelow = (node: Node): readonly Node[] => [
  node,
  ...(node.children ?? []).flatMap(nodesBelow),
];
const treesOf = async (pages: readonly Page[]): Promise<readonly Node[]> =>
  (await Promise.all(pages.map(async (page) => page.getStructTree()))) as unknown as Node[];

async function textOf(pages: readonly Page[]): Promise<string> {
  const contents = await Promise.all(pages.map(async (page) => page.getTextContent()));
  return contents
    .flatMap(({ items }) => items.map((item) => ('str' in item ? item.str : '')))
    .join(' ');
}

const report = sampleReport();
let bytes: Uint8Array;
let document: Document;
let pages: readonly Page[];
beforeAll(async () => {
  bytes = await renderPdf(report);
  document = await open(bytes);
  pages = await pagesOf(document);
});

describe('the printed report', () => {
  it('is tagged, has a language and a title, and says when the report was of', async () => {
    const { info } = (await document.getMetadata()) as unknown as {
      readonly info: Record<string, unknown>;
    };

    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
    expect(info).toMatchObject({
      Title: `Forensic report, case ${report.case}`,
      Language: 'en',
      CreationDate: 'D:20261124030051Z',
      PDFFormatVersion: '1.7',
    });
    expect(Buffer.from(bytes).toString('latin1')).toContain('/StructTreeRoot');
  });

  it('tells screen readers headings, lists, tables with headers, links and what the picture shows', async () => {
    const trees = await treesOf(pages);
    const roles = new Set(trees.flatMap(rolesBelow));

    for (const role of [
      'H1',
      'H2',
      'H3',
      'P',
      'L',
      'LI',
      'LBody',
      'Table',
      'TR',
      'TH',
      'TD',
      'Link',
      'Figure',
      'TOC',
    ])
      expect(roles).toContain(role);
    const figures = trees.flatMap(nodesBelow).filter(({ role }) => role === 'Figure');
    expect(figures).toHaveLength(1);
    expect(figures[0]?.alt).toMatch(/^Two time lines\./u);
  });

  it('has a bookmark for every section, each leading to a page', async () => {
    const outline = (await document.getOutline()) as { title: string; dest: unknown[] }[];

    expect(outline.map(({ title }) => title)).toContain('6  Chain of custody');
    expect(outline).toHaveLength(14);
    for (const { dest } of outline)
      expect(await document.getPageIndex(dest[0] as never)).toBeGreaterThanOrEqual(0);
  });

  it('has no link that leads nowhere', async () => {
    const annotations = (
      await Promise.all(pages.map(async (page) => page.getAnnotations()))
    ).flat() as { subtype: string; dest: string }[];

    expect(annotations.length).toBeGreaterThan(100);
    for (const { subtype, dest } of annotations) {
      expect(subtype).toBe('Link');
      expect([dest, await document.getDestination(dest)]).not.toEqual([dest, null]);
    }
  });

  it('keeps its first page for what is to be read first', async () => {
    const [first] = pages;
    const text = await textOf(first === undefined ? [] : [first]);

    for (const words of [
      'Read this first',
      'What happened',
      'What was done',
      'What is missing',
      `1 of ${String(pages.length)}`,
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Contents');
  });

  it('names in its contents the pages on which the sections begin', async () => {
    const outline = (await document.getOutline()) as { title: string; dest: unknown[] }[];
    const contents = await textOf(pages.slice(1, 2));

    for (const { title, dest } of outline.slice(1)) {
      const page = (await document.getPageIndex(dest[0] as never)) + 1;
      const words = title.split('  ').at(-1) ?? '';
      expect(contents.replaceAll(/\s+/gu, ' ')).toMatch(
        new RegExp(
          `${words.replaceAll(/[()]/gu, '\\$&')} (?:.{0,3} )?page ${String(page)}\\b`,
          'u',
        ),
      );
    }
  });

  it('holds every digest whole, so that it can be compared from paper', async () => {
    const text = await textOf(pages);

    for (const { asSeized } of report.evidence) expect(text).toContain(asSeized?.sha256);
  });

  it('embeds its faces, so that it looks the same everywhere', () => {
    const text = Buffer.from(bytes).toString('latin1');

    expect(text).toContain('SourceSans3');
    expect(text).toContain('DejaVuSansMono');
    expect(text).not.toContain('/BaseFont /Helvetica');
  });

  it('is the same bytes for the same report, so that two copies can be compared', async () => {
    expect(Buffer.from(await renderPdf(sampleReport())).equals(Buffer.from(bytes))).toBe(true);
  });

  it('holds neither script nor form nor attachment', () => {
    const text = Buffer.from(bytes).toString('latin1');

    for (const name of ['/JavaScript', '/JS ', '/AcroForm', '/EmbeddedFile', '/Launch', '/URI'])
      expect(text).not.toContain(name);
  });
});

describe('the printed report of hostile names', () => {
  it('F-70 shows whatever cannot be seen by its number, and nothing is lost at the edge of the paper', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const all = await pagesOf(await open(await renderPdf(reportWith(text))));

        expect(await textOf(all)).not.toMatch(FORBIDDEN);
        for (const page of all) {
          const { items } = await page.getTextContent();
          for (const item of items) {
            if (!('str' in item) || item.str.trim() === '') continue;
            const left = Number(item.transform[4]);
            expect(left).toBeGreaterThanOrEqual(53);
            expect(left + item.width).toBeLessThanOrEqual(545);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('F-70 shows writing from right to left, and letters that no face has, by number', async () => {
    const text = await textOf(
      await pagesOf(await open(await renderPdf(reportWith('שלום مرحبا 漢字')))),
    );

    expect(text).toContain('⟦U+05E9⟧');
    expect(text).toContain('⟦U+0645⟧');
    expect(text).toContain('⟦U+6F22⟧');
  });
});

describe('a very long report', () => {
  it('breaks rows and lists over pages and keeps every line', async () => {
    const detections = Array.from({ length: 60 }, (_, index) =>
      detection({ rule: `rule-${String(index)}`, title: `Detection number ${String(index)}` }),
    );
    const changes = Array.from({ length: 30 }, (_, index) => ({
      type: 'resource.changed',
      body: {
        change: 'tag',
        resource: 'long '.repeat(300),
        phase: 'done',
        before: {},
        after: { n: index },
      },
    }));

    const made = sampleReport([...everyType.slice(0, -1), ...changes], detections, []);
    const all = await pagesOf(await open(await renderPdf(made)));

    const text = await textOf(all);
    for (const index of [0, 30, 59]) expect(text).toContain(`Detection number ${String(index)}”`);
    expect(all.length).toBeGreaterThan(30);
  });
});
