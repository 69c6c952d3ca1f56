import type { Report } from '@afo/domain';
import { escapeHtml } from '../html/escape.ts';
import type { Drawing, Shape } from './drawing.ts';
import { palette } from './drawing.ts';
import { timelinePicture } from './timeline-picture.ts';

/** The timeline picture as a file of its own: no script, no style sheet, nothing from outside. */
export const renderTimelinePicture = (report: Report): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${svgOf(timelinePicture(report))}\n`;

/**
 * A drawing as SVG. Colours are attributes, so that it stands alone, and classes, so that a page's style sheet may
 * give it other ones in the dark.
 */
export function svgOf({ width, height, description, shapes }: Drawing): string {
  const body = shapes.map(shapeOf).join('\n');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img" ` +
    `font-family="'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif">\n<title>Timeline</title>\n` +
    `<desc>${escapeHtml(description)}</desc>\n${body}\n</svg>`
  );
}

function shapeOf(shape: Shape): string {
  const fill = `fill="${palette[shape.paint]}" class="paint-${shape.paint}"`;
  switch (shape.kind) {
    case 'rect':
      return `<rect x="${String(shape.x)}" y="${String(shape.y)}" width="${String(shape.width)}" height="${String(shape.height)}" ${fill}/>`;
    case 'line':
      return `<line x1="${String(shape.x1)}" y1="${String(shape.y1)}" x2="${String(shape.x2)}" y2="${String(shape.y2)}" stroke="${palette[shape.paint]}" stroke-width="0.7" class="stroke-${shape.paint}"/>`;
    case 'dot':
      return `<circle cx="${String(shape.x)}" cy="${String(shape.y)}" r="${String(shape.radius)}" stroke="#ffffff" stroke-width="0.8" ${fill}/>`;
    case 'text':
      return `<text x="${String(shape.x)}" y="${String(shape.y)}" font-size="${String(shape.size)}" text-anchor="${shape.align}"${shape.bold === true ? ' font-weight="600"' : ''} ${fill}>${escapeHtml(shape.text)}</text>`;
  }
}
