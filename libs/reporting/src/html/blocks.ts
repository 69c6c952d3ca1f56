import type { Block, Item, Section } from '../page/page.ts';
import { svgOf } from '../picture/svg.ts';
import { escapeHtml } from './escape.ts';
import { lineHtml } from './inlines.ts';

type Anchors = ReadonlySet<string>;
type Of<K extends Block['kind']> = Extract<Block, { readonly kind: K }>;

/** A section with its number; the first one has none. */
export function sectionHtml(section: Section, number: number, anchors: Anchors): string {
  const numbered = number === 0 ? '' : `<span class="number">${String(number)}</span> `;
  return (
    `<section id="${section.id}" class="${section.id}" aria-labelledby="${section.id}-title">\n` +
    `<h2 id="${section.id}-title">${numbered}${escapeHtml(section.title)}</h2>\n` +
    `${section.blocks.map((block) => blockHtml(block, anchors)).join('\n')}\n</section>`
  );
}

function blockHtml(block: Block, anchors: Anchors): string {
  switch (block.kind) {
    case 'heading':
      return `<h3${idAttribute(block.id)}>${lineHtml(block.text, anchors)}</h3>`;
    case 'paragraph':
      return `<p>${lineHtml(block.line, anchors)}</p>`;
    case 'panel':
      return `<div class="panel">\n<h3>${escapeHtml(block.title)}</h3>\n${itemsHtml(block.items, anchors)}\n</div>`;
    case 'list':
      return itemsHtml(block.items, anchors);
    case 'facts':
      return factsHtml(block, anchors);
    case 'table':
      return tableHtml(block, anchors);
    case 'figure':
      return `<figure>\n${svgOf(block.drawing)}\n<figcaption>${escapeHtml(block.caption)}</figcaption>\n</figure>`;
    case 'form':
      return formHtml(block);
  }
}

const itemsHtml = (items: readonly Item[], anchors: Anchors): string =>
  `<ul class="statements">\n${items
    .map(({ tone, line }) => `<li class="${tone}">${lineHtml(line, anchors)}</li>`)
    .join('\n')}\n</ul>`;

const factsHtml = ({ rows }: Of<'facts'>, anchors: Anchors): string =>
  `<dl>\n${rows
    .map(
      ({ label, line }) =>
        `<div><dt>${escapeHtml(label)}</dt><dd>${lineHtml(line, anchors)}</dd></div>`,
    )
    .join('\n')}\n</dl>`;

/** Roles are spelt out, since narrow screens show a row as a card and would lose the table's own. */
function tableHtml({ caption, columns, rows }: Of<'table'>, anchors: Anchors): string {
  const head = columns
    .map(
      ({ title, width }) =>
        `<th scope="col" role="columnheader" class="w${String(width)}">${escapeHtml(title)}</th>`,
    )
    .join('');
  const body = rows
    .map(({ id, cells }) => {
      const columnsHtml = cells.map((cell, index) => {
        const label = escapeHtml(columns[index]?.title ?? '');
        const content = lineHtml(cell, anchors);
        return index === 0
          ? `<th scope="row" role="rowheader" data-label="${label}">${content}</th>`
          : `<td role="cell" data-label="${label}">${content}</td>`;
      });
      return `<tr${idAttribute(id)} role="row">${columnsHtml.join('')}</tr>`;
    })
    .join('\n');
  return (
    `<table role="table">\n<caption>${escapeHtml(caption)}</caption>\n` +
    `<thead role="rowgroup"><tr role="row">${head}</tr></thead>\n<tbody role="rowgroup">\n${body}\n</tbody>\n</table>`
  );
}

const formHtml = ({ labels }: Of<'form'>): string =>
  `<dl class="form">\n${labels
    .map((label) => `<div><dt>${escapeHtml(label)}</dt><dd></dd></div>`)
    .join('\n')}\n</dl>`;

const idAttribute = (id: string | undefined): string =>
  id === undefined ? '' : ` id="${escapeHtml(id)}"`;
