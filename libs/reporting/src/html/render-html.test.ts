import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parse } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { FORBIDDEN, hostileText, reportWith } from '../../tests/hostile.ts';
import { sampleReport } from '../../tests/sample-case.ts';
import { renderHtml } from './render-html.ts';
import { STYLESHEET, STYLESHEET_SHA256 } from './stylesheet.ts';

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(html: string): readonly Element[] {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return found;
}

/** Elements with the names of their attributes: what a browser would act on. */
const skeletonOf = (html: string): readonly string[] =>
  elementsOf(html).map(
    ({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`,
  );

const attributesNamed = (elements: readonly Element[], name: string): readonly string[] =>
  elements.flatMap(({ attrs }) =>
    attrs.filter((attribute) => attribute.name === name).map(({ value }) => value),
  );

const sample = renderHtml(sampleReport());

describe('the report as a page', () => {
  it('F-70 is built of the same elements whatever the names in it hold: no text becomes markup', () => {
    const expected = skeletonOf(renderHtml(reportWith('plain')));

    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeletonOf(renderHtml(reportWith(text)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('F-70 holds no character that steers a display or cannot be seen', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(renderHtml(reportWith(text)).replaceAll('\n', ' ')).not.toMatch(FORBIDDEN);
      }),
      { numRuns: 60 },
    );
  });

  it('runs nothing and loads nothing: no script, no style attribute, no address but of this page and its files', () => {
    const elements = elementsOf(sample);

    const tags = new Set(elements.map(({ tagName }) => tagName));
    for (const tag of ['script', 'iframe', 'object', 'embed', 'link', 'form', 'img', 'base'])
      expect(tags).not.toContain(tag);
    const names = new Set(elements.flatMap(({ attrs }) => attrs.map(({ name }) => name)));
    expect([...names].filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
    for (const target of attributesNamed(elements, 'href'))
      expect(target).toMatch(/^#|^timeline\.csv$/u);
  });

  it('forbids everything that it does not need, and names its own style sheet by its true digest', () => {
    const digest = createHash('sha256').update(STYLESHEET).digest('base64');

    expect(STYLESHEET_SHA256).toBe(digest);
    expect(sample).toContain(
      `content="default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(sample).toContain(`<style>${STYLESHEET}</style>`);
  });

  it('has no link that leads nowhere, and no place twice', () => {
    const elements = elementsOf(sample);
    const ids = attributesNamed(elements, 'id');

    expect(new Set(ids).size).toBe(ids.length);
    const targets = attributesNamed(elements, 'href').filter((target) => target.startsWith('#'));
    expect(targets.filter((target) => !ids.includes(target.slice(1)))).toEqual([]);
    expect(targets.length).toBeGreaterThan(100);
  });

  it('can be read by ear: language, one main heading, no level skipped, a caption and headers for every table', () => {
    const elements = elementsOf(sample);
    const levels = elements
      .map(({ tagName }) => /^h([1-6])$/u.exec(tagName)?.[1])
      .filter((level) => level !== undefined)
      .map(Number);

    expect(attributesNamed(elements, 'lang')).toEqual(['en']);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
    const count = (tag: string) => elements.filter(({ tagName }) => tagName === tag).length;
    expect(count('caption')).toBe(count('table'));
    const headers = elements.filter(({ tagName }) => tagName === 'th');
    expect(headers.every(({ attrs }) => attrs.some(({ name }) => name === 'scope'))).toBe(true);
    expect(sample).toMatch(
      /<svg [^>]*role="img"[^>]*>\s*<title>[^<]+<\/title>\s*<desc>[^<]{100,}/u,
    );
  });

  it('is the same bytes for the same report', () => {
    expect(renderHtml(sampleReport())).toBe(sample);
  });

  it('begins with the page to read first: what happened, what was done, what is missing', () => {
    const [first = ''] = sample.split('<nav');

    const order = ['What happened', 'What was done', 'What is missing'].map((title) =>
      first.indexOf(`<h3>${title}</h3>`),
    );
    expect(order.every((place, index) => place > (order[index - 1] ?? 0))).toBe(true);
  });
});
