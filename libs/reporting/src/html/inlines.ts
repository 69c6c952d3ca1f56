import type { Inline, Line } from '../page/page.ts';
import { quotedText, SHORT, shown, visiblePath } from '../text/visible.ts';
import { escapeHtml, escapeMarkup } from './escape.ts';

/** A line as HTML. A link whose anchor is not on the page is shown as its words. */
export const lineHtml = (line: Line, anchors: ReadonlySet<string>): string =>
  line.map((piece) => inlineHtml(piece, anchors)).join('');

function inlineHtml(piece: Inline, anchors: ReadonlySet<string>): string {
  switch (piece.kind) {
    case 'text':
      return escapeSpaced(piece.text);
    case 'id':
      return `<span class="id">${escapeHtml(piece.text)}</span>`;
    case 'strong':
      return `<strong>${escapeHtml(piece.text)}</strong>`;
    case 'title':
      return `<bdi>${escapeMarkup(shown(piece.text))}</bdi>`;
    case 'quote':
      return `<span class="outside"><bdi>${escapeMarkup(quotedText(piece.text))}</bdi></span>`;
    case 'short-quote':
      return `<span class="outside"><bdi>${escapeMarkup(quotedText(piece.text, SHORT))}</bdi></span>`;
    case 'record':
      return outside(shown(piece.text));
    case 'path':
      return outside(shown(piece.text, visiblePath));
    case 'code':
      return `<code>${escapeHtml(piece.text)}</code>`;
    case 'link':
      return anchors.has(piece.target)
        ? `<a href="#${escapeHtml(piece.target)}">${escapeHtml(piece.text)}</a>`
        : escapeHtml(piece.text);
    case 'file':
      return `<a href="${escapeHtml(piece.file)}">${escapeHtml(piece.text)}</a>`;
    case 'mark':
      return `<span class="mark ${piece.tone}">${escapeHtml(piece.text)}</span>`;
    case 'break':
      return '<br>';
  }
}

/** `bdi` keeps right-to-left words from reordering what stands around them. */
const outside = (text: string): string =>
  `<samp class="outside"><bdi>${escapeMarkup(text)}</bdi></samp>`;

/** The report's own words begin and end with the blanks that join them to their neighbours. */
function escapeSpaced(text: string): string {
  const [, before = '', words = '', after = ''] = /^( *)(.*?)( *)$/su.exec(text) ?? [];
  return `${before}${escapeHtml(words)}${after}`;
}
