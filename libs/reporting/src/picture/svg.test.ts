import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { FORBIDDEN, hostileText, reportWith } from '../../tests/hostile.ts';
import { detection, event, sampleReport } from '../../tests/sample-case.ts';
import { step } from '../../tests/sample-drafts.ts';
import { renderTimelinePicture } from './svg.ts';

/** Names of elements, read by a strict XML parser; throws at anything that is not well-formed. */
function elementsOf(xml: string): readonly string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => names.push(name));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return names;
}

describe('the timeline picture', () => {
  it('F-70 is well-formed XML of shapes and text only, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const svg = renderTimelinePicture(reportWith(text));

        const allowed = ['svg', 'title', 'desc', 'rect', 'line', 'circle', 'text'];
        expect(elementsOf(svg).filter((name) => !allowed.includes(name))).toEqual([]);
        expect(svg.replaceAll('\n', ' ')).not.toMatch(FORBIDDEN);
      }),
      { numRuns: 40 },
    );
  });

  it('draws one dot for each detection that has a time in the span, and none outside the drawing', () => {
    const detections = [
      '2026-11-18T02:00:00.000Z',
      '2026-11-18T02:30:00.000Z',
      '1999-01-01T00:00:00.000Z',
    ].map((at) => detection({ at }));

    const svg = renderTimelinePicture(
      sampleReport([step('started', 'report')], detections, [event()]),
    );

    expect(elementsOf(svg).filter((name) => name === 'circle')).toHaveLength(2);
    expect(svg).toContain('shows 2 of 3 detections');
    for (const [, x] of svg.matchAll(/\b(?:x|x1|x2|cx)="([^"]+)"/gu)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(720);
    }
  });

  it('is drawn, and says so, when there is no timeline and no step at all', () => {
    const svg = renderTimelinePicture(sampleReport([], [], []));

    expect(elementsOf(svg)).toContain('svg');
    expect(svg).toContain('0 events are drawn');
  });
});
