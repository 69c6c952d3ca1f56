import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORBIDDEN, hostileText } from '../../tests/hostile.ts';
import { event } from '../../tests/sample-case.ts';
import { visible, visiblePath } from '../text/visible.ts';
import { TIMELINE_COLUMNS, timelineCsvHead, timelineCsvRow } from './timeline-csv.ts';

const parsed = (csv: string) => parse<Record<string, string>>(csv, { columns: true });
const withSummary = (text: string) =>
  event({ summary: text, pointer: { item: 'E-0001', run: 'T-0001', path: text, line: 3 } });

describe('the timeline as CSV', () => {
  it('F-70 gives back every cell by another program’s parser, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (texts) => {
        const csv =
          timelineCsvHead() + texts.map((text) => timelineCsvRow(withSummary(text))).join('');

        const rows = parsed(csv);

        expect(rows.map(({ summary }) => plain(summary))).toEqual(
          texts.map((text) => visible(text)),
        );
        expect(rows.map(({ path }) => plain(path))).toEqual(texts.map((text) => visiblePath(text)));
      }),
    );
  });

  it('F-70 holds no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＠'),
        hostileText,
        (sign, text) => {
          const [row] = parsed(timelineCsvHead() + timelineCsvRow(withSummary(`${sign}${text}`)));

          for (const cell of Object.values(row ?? {}))
            expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
        },
      ),
    );
  });

  it('is one line an event, so that grep and wc can be trusted', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const row = timelineCsvRow(withSummary(text));

        expect(row.endsWith('\r\n')).toBe(true);
        expect(row.slice(0, -2)).not.toMatch(FORBIDDEN);
      }),
    );
  });

  it('has its columns in the documented order, and every place of a pointer', () => {
    const full = event({
      doubt: 'no year',
      pointer: {
        item: 'E-0001',
        run: 'T-0002',
        offset: 512,
        inode: '12',
        path: '/etc/passwd',
        pathBytes: 'L2V0Yw==',
        line: 3,
        record: 0,
        deleted: true,
      },
    });

    const [row] = parsed(timelineCsvHead() + timelineCsvRow(full));

    expect(Object.keys(row ?? {})).toEqual([...TIMELINE_COLUMNS]);
    expect(row).toMatchObject({
      time_utc: full.at,
      item: 'E-0001',
      run: 'T-0002',
      offset: '512',
      inode: '12',
      path: '/etc/passwd',
      path_base64: 'L2V0Yw==',
      line: '3',
      record: '0',
      deleted: 'yes',
      doubt: 'no year',
    });
  });
});

/** Takes the apostrophe away that was put in front of a formula, as the documents say. */
const plain = (cell: string | undefined): string => (cell ?? '').replace(/^'/u, '');
