import type { Report } from '@afo/domain';
import { anchorsOf, layOut } from '../page/lay-out.ts';
import type { Page } from '../page/page.ts';
import { sectionHtml } from './blocks.ts';
import { escapeHtml } from './escape.ts';
import { lineHtml } from './inlines.ts';
import { STYLESHEET, STYLESHEET_SHA256 } from './stylesheet.ts';

/** Nothing is loaded, nothing runs, nothing is sent: one style sheet by its digest, and pictures within the page. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLESHEET_SHA256}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The report as one HTML file that needs nothing else and runs no script. */
export function renderHtml(report: Report): string {
  const page = layOut(report);
  const anchors = anchorsOf(page);
  const sections = page.sections.map((section, number) => sectionHtml(section, number, anchors));
  const [first = '', ...rest] = sections;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<style>${STYLESHEET}</style>
</head>
<body>
<a class="skip" href="#first-page">To the first page</a>
<header>
<p class="kind">Forensic report</p>
<h1>${lineHtml([{ kind: 'title', text: page.heading }], anchors)}</h1>
<p class="subtitle">${lineHtml(page.subtitle, anchors)}</p>
</header>
<main>
${first}
${contents(page)}
${rest.join('\n')}
</main>
<footer><p>${escapeHtml(page.footer)}. Made by ${escapeHtml(`${report.product.name} ${report.product.version}`)}.</p></footer>
</body>
</html>
`;
}

function contents({ sections }: Page): string {
  const entries = sections
    .slice(1)
    .map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  return `<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n${entries.join('\n')}\n</ol>\n</nav>`;
}
