import type { Severity } from '@afo/domain';

/** What a shape means; every renderer has a colour for it, in light and in dark. */
export type Paint = Severity | 'ink' | 'muted' | 'grid' | 'events' | 'work' | 'failed' | 'skipped';

export type Shape =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly paint: Paint;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly paint: Paint;
    }
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly paint: Paint;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** The base line. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly align: 'start' | 'middle' | 'end';
      readonly paint: Paint;
      readonly bold?: boolean;
    };

/**
 * A drawing to scale, in points, from the upper left corner. Plain shapes and nothing else: the SVG and the tagged
 * PDF are made from the same values, so that the picture is equal in both (docs/adr on the timeline picture).
 */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What the picture shows, for whoever does not see it. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** Colours on white; each text colour has a contrast of at least 4.5 to 1, each mark of 3 to 1 (WCAG 2.2). */
export const palette: Readonly<Record<Paint, string>> = {
  critical: '#a3122a',
  high: '#c2410c',
  medium: '#946200',
  low: '#2f6690',
  informational: '#6b7280',
  ink: '#1c2430',
  muted: '#566072',
  grid: '#d9dee6',
  events: '#8fa3bd',
  work: '#2e7d5b',
  failed: '#a3122a',
  skipped: '#9aa3b2',
};
