/** Structure types of PDF 1.7 (ISO 32000-1, 14.8.4) that the report uses. */
export type TagType =
  | ('Document' | 'Sect' | 'Div' | 'H1' | 'H2' | 'H3' | 'P' | 'Figure' | 'Link')
  | ('L' | 'LI' | 'Lbl' | 'LBody' | 'TOC' | 'TOCI')
  | ('Table' | 'Caption' | 'TR' | 'TH' | 'TD');

export interface TagOptions {
  /** What a figure shows. */
  readonly alt?: string;
  /** Of a header cell: what it heads. */
  readonly scope?: 'Column' | 'Row';
  readonly bbox?: readonly [left: number, top: number, right: number, bottom: number];
}

/** A structure element that knows its type. */
export class Tag {
  readonly type: TagType;
  readonly element: PDFKit.PDFStructureElement;

  constructor(type: TagType, element: PDFKit.PDFStructureElement) {
    this.type = type;
    this.element = element;
  }
}
