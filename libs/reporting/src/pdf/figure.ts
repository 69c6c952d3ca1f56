import type { Drawing, Shape } from '../picture/drawing.ts';
import { palette } from '../picture/drawing.ts';
import { visible } from '../text/visible.ts';
import type { Canvas } from './canvas.ts';
import { sheet } from './canvas.ts';
import type { Tag } from './tag.ts';

const SCALE_WIDTH = sheet.right - sheet.left;

/** Height of a drawing at the full width of the page. */
export const figureHeight = ({ width, height }: Drawing): number => (height * SCALE_WIDTH) / width;

/** A drawing at the full width, as lines and letters; its description speaks for it where it cannot be seen. */
export function drawFigure(
  canvas: Canvas,
  { drawing, y }: { readonly drawing: Drawing; readonly y: number },
  parent: Tag,
): void {
  const tag = canvas.tag(parent, 'Figure', {
    alt: visible(drawing.description),
    bbox: [sheet.left, y, sheet.right, y + figureHeight(drawing)],
  });
  canvas.content(tag, (doc) => {
    doc
      .save()
      .translate(sheet.left, y)
      .scale(SCALE_WIDTH / drawing.width);
    for (const shape of drawing.shapes) drawShape(doc, shape);
    doc.restore();
  });
  tag.element.end();
}

function drawShape(doc: PDFKit.PDFDocument, shape: Shape): void {
  const colour = palette[shape.paint];
  switch (shape.kind) {
    case 'rect':
      doc.rect(shape.x, shape.y, shape.width, shape.height).fill(colour);
      return;
    case 'line':
      doc.moveTo(shape.x1, shape.y1).lineTo(shape.x2, shape.y2);
      doc.lineWidth(0.7).strokeColor(colour).stroke();
      return;
    case 'dot':
      doc.circle(shape.x, shape.y, shape.radius).lineWidth(0.8).fillAndStroke(colour, '#ffffff');
      return;
    case 'text':
      drawText(doc, shape);
  }
}

function drawText(doc: PDFKit.PDFDocument, shape: Extract<Shape, { readonly kind: 'text' }>): void {
  const text = visible(shape.text);
  doc.font(shape.bold === true ? 'bold' : 'regular').fontSize(shape.size);
  doc.fillColor(palette[shape.paint]);
  const width = doc.widthOfString(text);
  const x = shape.x - { start: 0, middle: width / 2, end: width }[shape.align];
  doc.text(text, x, shape.y, { lineBreak: false, baseline: 'alphabetic' });
}
