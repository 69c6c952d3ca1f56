import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportSchema } from './report.ts';
import { statementSchema } from './statement.ts';

const published = join(import.meta.dirname, '../../../../docs/spec/report.schema.json');

describe('the published schema of the JSON twin', () => {
  it('is the one that the product keeps, so that readers in other languages are not misled', async () => {
    const schema = {
      $id: 'urn:afo:report:1',
      title: 'Report of a case',
      ...z.toJSONSchema(reportSchema, { io: 'output' }),
    };

    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
  });
});

describe('a statement of a report', () => {
  it('rests on something, always: without a reference it is refused (C39)', () => {
    const statement = { words: ['The host was isolated.'], tone: 'good', references: [] };

    expect(statementSchema.safeParse(statement).success).toBe(false);
  });

  it('keeps words from outside apart from its own', () => {
    const statement = {
      words: ['Step failed: ', { quote: 'no such file' }],
      tone: 'missing',
      references: [{ to: 'entry', entry: 12 }],
    };

    expect(statementSchema.parse(statement)).toEqual(statement);
  });
});
