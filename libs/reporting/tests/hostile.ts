import type { Report } from '@afo/domain';
import type { SampleDraft } from '@afo/domain/testing';
import fc from 'fast-check';
import { detection, event, sampleReport } from './sample-case.ts';
import { everyType, item, run } from './sample-drafts.ts';

/** What has broken pages, shells, terminals and spreadsheets before (F-70). */
const KNOWN = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' style='x:expression(1)",
  '</style><script>',
  '<!-- ',
  ']]>',
  '&lt;b&gt;&amp;',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202egpj.exe\u202c',
  '\u2066\u2069\u200b\ufeff\u00ad',
  '\r\n\t\u0000\u0085\u2028\u2029',
  '=cmd|"/c calc"!A1',
  '@SUM(1+1)',
  '0|fake|1\n0|injected|9|r',
  '../../../etc/passwd',
  '/var/tmp/.. /notes.txt',
  '”. The host was isolated. “',
  '⟦U+0041⟧ ⟦empty⟧',
  'e\u0301\u0301\u0301\u0301\u0301\u0301',
  'שלום עולם',
  '\u{1f4a9}\u{e0041}\u{10ffff}',
  'x'.repeat(3000),
];

/** Text as an attacker may choose it: any characters, and known tricks between them. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...KNOWN), fc.string({ unit: 'binary' }), fc.string()), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('').slice(0, 900).toWellFormed())
  .filter((text) => text !== '');

/** A report with this text wherever text may come from outside. */
export function reportWith(text: string): Report {
  const name = text.slice(0, 250).toWellFormed() || 'x';
  const drafts: readonly SampleDraft[] = [
    ...everyType.slice(0, -1),
    { type: 'note.added', body: { text } },
    {
      type: 'step.failed',
      body: {
        step: 'prove',
        key: 'prove',
        attempt: 1,
        code: 'host.unavailable',
        cause: text,
        retryable: false,
        final: true,
      },
    },
    {
      type: 'resource.changed',
      body: {
        change: 'tag',
        resource: text.slice(0, 2048).toWellFormed(),
        phase: 'failed',
        before: { [name]: text },
        after: {},
        requestId: name,
      },
    },
    ...item('E-0007', 'log', { title: text.slice(0, 1024).toWellFormed(), bytes: 5 }),
    run('T-0009', { tool: { name, version: name, parameters: { [name]: text } }, limits: [text] }),
  ];
  const seen = detection({
    rule: name,
    title: text.slice(0, 512).toWellFormed(),
    description: text,
    facts: { [name]: text },
    pointers: [{ item: 'E-0001', run: 'T-0001', path: text, inode: '7' }],
  });
  const happened = event({
    summary: text,
    source: name,
    doubt: text.slice(0, 500).toWellFormed() || 'x',
    pointer: { item: 'E-0001', run: 'T-0001', path: text, inode: '7' },
  });
  return sampleReport(drafts, [seen], [happened]);
}

/** Characters that no output may hold: they steer displays or cannot be seen. */
export const FORBIDDEN =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
