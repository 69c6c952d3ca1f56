import type { Detection, Entry, Manifest, TimelineEvent } from '@afo/domain';
import { detectionSchema, isEntry, manifestSchema, timelineEventSchema } from '@afo/domain';
import type { SampleDraft } from '@afo/domain/testing';
import { SAMPLE_CASE, sampleLog } from '@afo/domain/testing';
import type { ReportInput } from '../src/index.ts';
import { composeReport, rankDetections, TimelineDigest } from '../src/index.ts';
import { digest, everyType } from './sample-drafts.ts';

export const HOSTILE =
  '<script>alert(1)</script>"\'&\u001b[31m\u202egpj.exe\u0000|\r\n=cmd()\u200b\u2028 /.. /';

export const detection = (over: Partial<Record<keyof Detection, unknown>> = {}): Detection =>
  detectionSchema.parse({
    rule: 'linux.cron.temporary-directory',
    title: 'Cron job of no package starts a program in /tmp',
    description: 'The job runs /tmp/.x/watch.sh every minute as root.',
    severity: 'high',
    confidence: 'high',
    attack: ['T1053.003'],
    at: '2026-11-18T02:16:50.000Z',
    pointers: [
      {
        item: 'E-0001',
        run: 'T-0001',
        offset: 4_194_304,
        inode: '131090',
        path: '/etc/cron.d/php-session-gc',
        line: 1,
      },
    ],
    facts: { user: 'root' },
    ...over,
  });

export const event = (over: Partial<Record<keyof TimelineEvent, unknown>> = {}): TimelineEvent =>
  timelineEventSchema.parse({
    at: '2026-11-18T02:16:50.000Z',
    kind: 'file.born',
    source: 'ext4',
    summary: '/etc/cron.d/php-session-gc',
    pointer: { item: 'E-0001', run: 'T-0001', inode: '131090', path: '/etc/cron.d/php-session-gc' },
    ...over,
  });

export const sampleDetections: readonly Detection[] = [
  detection(),
  detection({
    rule: 'linux.account.second-root',
    title: 'Second account with uid 0',
    severity: 'critical',
    at: '2026-11-18T02:25:00.000Z',
    attack: ['T1136.001'],
    facts: { account: 'sysbak' },
  }),
  detection({
    rule: 'ssh.brute-force',
    title: 'SSH brute force, then a log-in',
    severity: 'critical',
    at: '2026-11-18T02:00:00.000Z',
    until: '2026-11-18T02:12:10.000Z',
    count: 240,
    attack: ['T1110.001', 'T1078'],
    pointers: Array.from({ length: 240 }, (_, index) => ({
      item: 'E-0001',
      run: 'T-0001',
      path: '/var/log/auth.log',
      line: index + 100,
    })),
  }),
  detection({
    rule: 'name',
    title: 'File name that breaks parsers',
    severity: 'medium',
    attack: ['T1036'],
    at: undefined,
    pointers: [
      {
        item: 'E-0001',
        run: 'T-0001',
        path: `/var/tmp/.. /${HOSTILE}`,
        pathBytes: 'L3Zhcg==',
        deleted: true,
        record: 3,
      },
    ],
  }),
  detection({
    rule: 'suid',
    title: 'SUID copy of bash outside of any package',
    severity: 'high',
    at: '2026-11-18T02:18:00.000Z',
    attack: ['T1548.001', 'T1070.006'],
  }),
  detection({
    rule: 'key',
    title: 'Cloud key on the disk',
    severity: 'low',
    at: '2026-10-18T02:18:00.000Z',
    attack: ['T1552.001'],
  }),
  detection({
    rule: 'info',
    title: 'Package database was changed',
    severity: 'informational',
    attack: [],
  }),
];

/** Manifests for the sealed items of a log, as the vault would hold them. */
export const manifestsOf = (entries: readonly Entry[]): readonly Manifest[] =>
  entries
    .filter((entry) => isEntry(entry, 'evidence.acquired'))
    .map(({ at, body }) =>
      manifestSchema.parse({
        v: 1,
        case: SAMPLE_CASE,
        item: body.item,
        kind: body.kind,
        title: body.title,
        source: { facts: {} },
        acquired: {
          tool: { name: 'acquisition-agent', version: '0.1.0' },
          startedAt: new Date(Date.parse(at) - 2500).toISOString(),
          endedAt: at,
        },
        content: { bytes: body.bytes, sha256: body.sha256 },
        stored: [
          {
            key: `cases/${SAMPLE_CASE}/${body.item}/x`,
            bytes: Math.ceil(body.bytes / 3),
            sha256: digest('aa'),
            format: 'zstd-seekable',
            part: 0,
          },
        ],
        completeness: {
          expectedBytes: body.expectedBytes,
          missing: body.missingBytes === 0 ? [] : [[8192, body.missingBytes]],
          ...(body.missingBytes === 0 ? {} : { reason: 'device errors at the end of the file' }),
        },
        limits: [],
      }),
    );

/** The input of a report over a log of these entries, with the sample's detections and a small timeline. */
export function sampleInput(
  drafts: readonly SampleDraft[] = everyType,
  detections: readonly Detection[] = sampleDetections,
  events: readonly TimelineEvent[] = sampleEvents(),
): ReportInput {
  const entries = sampleLog(...drafts);
  const ranked = rankDetections(detections);
  const openedAt = entries[0]?.at;
  if (openedAt === undefined) throw new Error('a sample log is never empty');
  const timeline = new TimelineDigest(ranked, openedAt);
  for (const each of events) timeline.add(each);
  return {
    product: { name: 'Automated Forensics Orchestrator', version: '0.1.0' },
    entries,
    manifests: manifestsOf(entries),
    detections: { all: detections, from: [] },
    timeline: timeline.result([]),
    keys: ['afo.local/0001+1c2d3e4f+AYmO5qM5b1rP7n9mC3bq6mC2l4u8Jq2yZ1x0c9v8b7n6'],
  };
}

export const sampleReport = (...parameters: Parameters<typeof sampleInput>) =>
  composeReport(sampleInput(...parameters));

function sampleEvents(): readonly TimelineEvent[] {
  const start = Date.parse('2026-11-18T01:50:00.000Z');
  const noise = Array.from({ length: 400 }, (_, index) =>
    event({
      at: new Date(start + ((index * 7919) % 3600) * 1000).toISOString(),
      kind: 'log',
      source: index % 3 === 0 ? 'nginx' : 'auth.log',
      summary: `event ${String(index)}`,
      pointer: { item: 'E-0001', run: 'T-0001', path: '/var/log/auth.log', line: index },
    }),
  );
  return [...noise, event(), event({ summary: HOSTILE, doubt: 'no year in the record' })];
}
