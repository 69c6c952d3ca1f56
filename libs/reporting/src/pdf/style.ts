import type { Severity, Tone } from '@afo/domain';
import { palette } from '../picture/drawing.ts';

/** Sizes in points. Fixed-width letters are drawn smaller, since they look larger. */
export const sizes = {
  title: 21,
  section: 14.5,
  heading: 10.6,
  body: 9.7,
  table: 8.2,
  small: 7.6,
  fixed: 0.8,
} as const;

/** Distance of base lines, as a multiple of the size. */
export const LEADING = 1.42;

export const colours = {
  ink: palette.ink,
  muted: palette.muted,
  line: palette.grid,
  wash: '#f5f7fa',
  link: '#1f4e79',
} as const;

const tones: Readonly<Record<Tone | Severity, string>> = {
  plain: palette.muted,
  good: '#1f6b47',
  missing: '#8a5300',
  doubt: '#a3122a',
  critical: palette.critical,
  high: palette.high,
  medium: palette.medium,
  low: palette.low,
  informational: palette.informational,
};

export const toneColour = (tone: Tone | Severity): string => tones[tone];
