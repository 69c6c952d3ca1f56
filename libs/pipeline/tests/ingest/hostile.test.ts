import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingSchema } from '@afo/domain';
import { parseEvent } from '../../src/ingest/parse-event.ts';
import { rejectionCodes } from '../../src/ingest/rejection.ts';
import * as sample from './samples.ts';

const { bytesOf } = sample;
const codesOf = (value: unknown) => parseEvent(bytesOf(value)).rejections.map(({ code }) => code);
const countOf = (value: unknown) => {
  const { findings, rejections } = parseEvent(bytesOf(value));
  return { findings: findings.length, rejections: rejections.length };
};
const secondsFor = (work: () => void) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

describe('when deliveries come wrapped', () => {
  const text = JSON.stringify(sample.guardDutyEvent());
  const sqs = (bodies: readonly string[]) => ({
    Records: bodies.map((body, index) => ({
      messageId: `m-${index}`,
      body,
      eventSource: 'aws:sqs',
    })),
  });
  const sns = (Message: string) => ({
    Type: 'Notification',
    MessageId: 'm',
    TopicArn: 'arn:aws:sns:us-west-2:111122223333:t',
    Message,
  });

  it.each([
    ['SQS in a Lambda event', sqs([text])],
    ['SNS in a Lambda event', { Records: [{ EventSource: 'aws:sns', Sns: { Message: text } }] }],
    ['an SNS notification', sns(text)],
    ['SNS in SQS in a Lambda event', sqs([JSON.stringify(sns(text))])],
    ['the answer of ReceiveMessage', { Messages: [{ MessageId: 'm', Body: text }] }],
    ["an EventBridge pipe's batch", [{ messageId: 'm', body: text }]],
    ['an array', [sample.guardDutyEvent()]],
    ['an array in SQS', sqs([`[${text}]`])],
    ['a bare finding', sample.guardDuty()],
    ['the detail alone', { findings: [sample.asff()] }],
    ['BatchImportFindings', { Findings: [sample.asff()] }],
    ['text with a byte order mark', `\uFEFF${text}`],
  ])('finds the finding in %s', (_name, value) => {
    expect(countOf(value)).toEqual({ findings: 1, rejections: 0 });
  });

  it('keeps the bytes of the part in which a finding came, not of the whole', () => {
    const { findings } = parseEvent(bytesOf(sqs([text, JSON.stringify(sample.imported())])));

    expect(findings.map(({ raw }) => Buffer.from(raw).toString())).toEqual([
      text,
      JSON.stringify(sample.imported()),
    ]);
  });

  it('keeps the exact text of an element, blanks and all', () => {
    const odd =
      '{ "schema" : "afo.finding/1" , "id":"\\u0061", "product":"x","title":"]},{[","severity":"low","subjects":[{"kind":"host","id":"h"}] }';

    const { findings } = parseEvent(bytesOf(` [ 1e400, ${odd} , {"a":"\\"]"} ] `));

    expect(findings.map(({ raw }) => Buffer.from(raw).toString())).toEqual([odd]);
  });

  it.each([
    [
      { Type: 'SubscriptionConfirmation', Message: 'x', SubscribeURL: 'https://example.com' },
      'event.unknown-format',
    ],
    [
      { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ec2', detail: {} },
      'event.not-a-finding',
    ],
    [{ ...sample.guardDutyEvent(), source: 'my.app' }, 'event.not-a-finding'],
    [{ 'detail-type': 'GuardDuty Finding' }, 'event.unknown-format'],
    [sample.imported([]), 'event.empty'],
    [{ Records: [{ s3: {} }] }, 'event.unknown-format'],
    [[], 'event.empty'],
    ['   ', 'event.empty'],
    ['42', 'event.not-json'],
    ['null', 'event.not-json'],
    ['"text"', 'event.not-json'],
    ['{"a":', 'event.not-json'],
    [{}, 'event.unknown-format'],
    [{ findings: ['text', null, 7] }, 'finding.malformed'],
  ])('rejects %j', (value, code) => {
    expect(new Set(codesOf(value))).toEqual(new Set([code]));
  });
});

describe('when one record of a batch is bad', () => {
  const good = JSON.stringify(sample.guardDuty());

  it('ING-6 takes the others of JSON Lines, and keeps the bad line', () => {
    const { findings, rejections } = parseEvent(
      bytesOf(`${good}\nnot json\r\n\n{"half":\n${good}\n`),
    );

    expect(findings).toHaveLength(2);
    expect(rejections.map(({ code, raw }) => [code, Buffer.from(raw).toString()])).toEqual([
      ['event.not-json', 'not json\r'],
      ['event.not-json', '{"half":'],
    ]);
  });

  it('ING-6 takes the others when the first line is bad', () => {
    expect(countOf(`{"half":\n${good}\n`)).toEqual({ findings: 1, rejections: 1 });
  });

  it('ING-6 takes the others of an array and of an SQS batch', () => {
    expect(countOf(`[${good}, {"what":1}, ${good}]`)).toEqual({ findings: 2, rejections: 1 });
    expect(
      countOf({ Records: [{ body: good }, { body: '{' }, { nobody: 1 }, { body: good }] }),
    ).toEqual({ findings: 2, rejections: 2 });
  });

  it('ING-6 takes the other findings of one event', () => {
    expect(
      countOf(
        sample.customAction('Forensic Triage', [
          sample.asff(),
          { Id: 'x' },
          sample.asff({ Id: 'y' }),
        ]),
      ),
    ).toEqual({
      findings: 2,
      rejections: 1,
    });
  });

  it('does not take a document that was cut off for lines', () => {
    const cut = JSON.stringify([sample.guardDuty(), sample.guardDuty()], null, 2).slice(0, -30);

    expect(codesOf(cut)).toEqual(['event.not-json']);
  });
});

describe('when a delivery is made to hurt', () => {
  it('refuses what is too large, too deep, too many, or no text', () => {
    expect(codesOf(' '.repeat(10 * 1_048_576 + 1))).toEqual(['event.too-large']);
    expect(codesOf('['.repeat(65) + ']'.repeat(65))).toEqual(['event.too-deep']);
    expect(codesOf(`[${'{},'.repeat(10_000)}{}]`)).toEqual(['event.too-many-records']);
    expect(codesOf('{}\n'.repeat(10_001))).toEqual(['event.too-many-records']);
    expect(codesOf({ findings: Array.from({ length: 1001 }, () => ({})) })).toEqual([
      'event.too-many-records',
    ]);
    expect(parseEvent(Uint8Array.of(0x7b, 0xff, 0x7d)).rejections).toMatchObject([
      { code: 'event.not-utf8' },
    ]);
    expect(codesOf({ ...sample.guardDuty(), padding: 'x'.repeat(1_048_576) })).toEqual([
      'event.too-large',
    ]);
  });

  it('refuses envelopes in envelopes without end', () => {
    let text = JSON.stringify(sample.guardDuty());
    for (let level = 0; level < 8; level += 1)
      text = JSON.stringify({ Type: 'Notification', Message: text });

    expect(codesOf(text)).toEqual(['event.too-deep']);
  });

  it.each([
    ['brackets', '['.repeat(10_000_000)],
    ['brackets and lines', '[\n'.repeat(5_000_000)],
    ['objects', `${'{"a":'.repeat(1_500_000)}1`],
    ['an unclosed string', `{"a":"${'\\'.repeat(9_000_000)}`],
    ['blank lines', `{\n${'\n'.repeat(9_000_000)}`],
  ])('is not stalled by megabytes of %s', (_name, text) => {
    expect(secondsFor(() => codesOf(text))).toBeLessThan(5);
  });

  it('is not fooled by keys that are not data', () => {
    const text = `{"__proto__":{"accountId":"111122223333","resource":{}},"constructor":{"prototype":{"x":1}},"toString":1}`;

    expect(codesOf(text)).toEqual(['event.unknown-format']);
    expect(({} as Record<string, unknown>)['accountId']).toBeUndefined();
  });

  it('keeps such keys out of the tags', () => {
    const finding = sample.asff({
      Resources: [
        { ...sample.asffInstance(), Tags: JSON.parse('{"__proto__":"x","ok":"y"}') as unknown },
      ],
    });

    expect(parseEvent(bytesOf(finding)).findings[0]?.finding.subjectTags).toEqual([{ ok: 'y' }]);
  });

  it('keeps lone surrogates out of what is told, and refuses them in what names something', () => {
    const lone = '\ud800';

    expect(
      parseEvent(bytesOf(sample.asff({ Title: `a${lone}b` }))).findings[0]?.finding.title,
    ).toBe('a\ufffdb');
    expect(codesOf(sample.asff({ Id: `a${lone}` }))).toEqual(['finding.malformed']);
    expect(codesOf(sample.guardDuty({ id: 'a\u0000b' }))).toEqual(['finding.malformed']);
  });

  it('cuts a title that is longer than a title is, and not through a character', () => {
    const { findings } = parseEvent(
      bytesOf(sample.asff({ Title: `${'x'.repeat(1023)}\u{1F680}` })),
    );

    expect(findings[0]?.finding.title.isWellFormed()).toBe(true);
    expect(findings[0]?.finding.title.length).toBeLessThanOrEqual(1024);
  });

  it.each(['1e999', '-1e999', '123456789012345678901234567890', '-0'])(
    'takes the number %s as what it is',
    (number) => {
      const text = JSON.stringify(sample.ocsf())
        .replace(/"modified_time":\d+/, `"modified_time":${number}`)
        .replace(/,"modified_time_dt":"[^"]*"/, '');

      expect(['finding.malformed', undefined]).toContain(
        parseEvent(bytesOf(text)).rejections[0]?.code,
      );
    },
  );

  it('tells faults without control characters, whatever the sender wrote', () => {
    const Resources = [sample.asffInstance({ Id: 'i-\u001b[31m\n\u202e' })];

    const [rejection] = parseEvent(bytesOf(sample.asff({ Resources }))).rejections;

    expect(rejection?.reason).toMatch(/^[\x20-\x7e…]+$/);
  });
});

describe('when anything at all comes in', () => {
  const known: readonly string[] = rejectionCodes;
  const check = (bytes: Uint8Array) => {
    const { findings, rejections } = parseEvent(bytes);
    expect(findings.length + rejections.length).toBeGreaterThan(0);
    for (const { finding, raw } of findings) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      expect(raw.byteLength).toBe(finding.raw.bytes);
    }
    for (const { code, reason } of rejections) {
      expect(known).toContain(code);
      expect(code).not.toBe('finding.unreadable');
      expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  };

  it('never throws, and never fails in a way that nobody foresaw: bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 500 });
  });

  it('never throws, and never fails in a way that nobody foresaw: JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        check(bytesOf(value === null ? 'null' : JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  const templates: readonly object[] = [
    sample.customAction('Forensic Triage'),
    sample.imported([
      sample.asffCluster({ 'kubernetesDetails/kubernetesWorkloadDetails/name': 'web' }),
    ]),
    sample.guardDutyEvent(sample.guardDutyAudit()),
    sample.guardDutyRuntime(),
    sample.ocsfEvent(),
    sample.webhook({
      subjects: [{ kind: 'eks-cluster', id: sample.clusterArn(), workload: { name: 'a' } }],
    }),
    { Records: [{ body: JSON.stringify(sample.guardDuty()) }] },
  ];
  const poison = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      '\ud800',
      '\u0000',
      '',
      'x'.repeat(5000),
      -1,
      1e308,
      2 ** 60,
      true,
      [],
      {},
      '0123456789101',
      'arn:aws:ec2:::instance/',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );

  it('never throws, and never fails in a way that nobody foresaw: real events with one poisoned member', () => {
    fc.assert(
      fc.property(fc.constantFrom(...templates), fc.nat(), poison, (template, at, value) => {
        check(bytesOf(poisoned(template, at, value)));
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws, and never fails in a way that nobody foresaw: real events with bytes changed or cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (template, changes, cut) => {
          const bytes = Buffer.from(bytesOf(template));
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          check(bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** The value with its n-th member, counted through all depths, replaced. */
function poisoned(value: object, n: number, replacement: unknown): unknown {
  const total = membersOf(value);
  let left = n % total;
  const visit = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).map(([key, member]): [string, unknown] => {
      left -= 1;
      return [key, left === -1 ? replacement : visit(member)];
    });
    return Array.isArray(one) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
  };
  return visit(value);
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + 1 + membersOf(member), 0);
}
