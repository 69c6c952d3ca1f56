import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText, reportWith } from '../../tests/hostile.ts';
import { sampleReport } from '../../tests/sample-case.ts';
import { renderJson } from './report-json.ts';

const file = join(import.meta.dirname, '../../../../docs/spec/report.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

describe('the JSON twin', () => {
  it('keeps the published schema, by another program’s validator, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const twin: unknown = JSON.parse(renderJson(reportWith(text)));

        expect([validate(twin), validate.errors]).toEqual([true, null]);
      }),
      { numRuns: 40 },
    );
  });

  it('loses and changes nothing of the report: what others read is what was composed', () => {
    const report = sampleReport();

    expect(JSON.parse(renderJson(report))).toEqual(report);
  });

  it('keeps text from outside exactly, where the printed forms cut and escape', () => {
    const text = `\u202e${'x'.repeat(3000)}\n`;

    const twin = JSON.parse(renderJson(reportWith(text))) as {
      detections: { listed: { title: string }[] };
    };

    expect(twin.detections.listed[0]?.title).toBe(text.slice(0, 512));
  });
});
