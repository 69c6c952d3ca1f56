import type { Entry } from '@afo/domain';
import { entrySchema } from '@afo/domain';

export const VECTOR_CASE = '0193a1b2-0000-7000-8000-000000000001';
const START = Date.UTC(2026, 10, 24, 3);
const SERVICE = { kind: 'service', name: 'acquisition-agent', version: '0.1.0' };

interface Draft {
  readonly type: string;
  readonly body: object;
  readonly actor?: object;
}

/** The entries of the sample log: a short case, with characters that are easily got wrong. */
export function vectorEntries(sealed: SealedFacts): readonly Entry[] {
  return [...beginning, ...evidence(sealed), ...texts].map((draft, seq) =>
    entrySchema.parse({
      v: 1,
      case: VECTOR_CASE,
      seq,
      at: new Date(START + seq * 1000).toISOString(),
      actor: SERVICE,
      ...(seq < 2 ? {} : { why: 'A-0001' }),
      ...draft,
    }),
  );
}

export interface SealedFacts {
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: { readonly key: string; readonly bytes: number; readonly sha256: string };
}

const beginning: readonly Draft[] = [
  {
    type: 'case.opened',
    body: {
      title: 'Dead-box case web-01',
      subject: { kind: 'host', id: 'web-01' },
      stack: 'local',
      origin: 'command',
      reason: 'suspected miner',
      sources: [],
      retention: { until: '2027-11-24T03:00:00.000Z', legalHold: true },
    },
    actor: { kind: 'human', name: 'M. Keller', via: 'workstation' },
  },
  {
    type: 'authorisation.granted',
    body: {
      authorisation: 'A-0001',
      kind: 'command',
      approvers: [{ kind: 'human', name: 'M. Keller', via: 'workstation' }],
      reason: 'order of 24 November',
      scope: 'case',
      from: '2026-11-24T03:00:00.000Z',
    },
  },
  {
    type: 'step.started',
    body: { step: 'acquire-disk', key: 'acquire-disk/E-0001', item: 'E-0001', attempt: 1 },
  },
];

const evidence = ({ bytes, sha256, manifest }: SealedFacts): readonly Draft[] => [
  {
    type: 'evidence.acquired',
    body: {
      item: 'E-0001',
      bytes,
      sha256,
      kind: 'disk',
      title: 'web-01 /dev/sda',
      expectedBytes: bytes,
      missingBytes: 0,
      objects: 1,
    },
  },
  { type: 'evidence.sealed', body: { item: 'E-0001', bytes, sha256, manifest } },
  {
    type: 'step.succeeded',
    body: {
      step: 'acquire-disk',
      key: 'acquire-disk/E-0001',
      item: 'E-0001',
      attempt: 1,
      facts: { seconds: 0.25, rate: 4.2e21, small: 1e-7, minus: -0 },
    },
  },
];

const texts: readonly Draft[] = [
  'plain',
  'Größe 5 € – “quoted” \\ / back and forth',
  'tab \t, line feed \n, escape \u001b, delete \u007f, null \u0000',
  'line separator \u2028, bidi \u202e, musical symbol 𝄞, combining e\u0301 and é',
  "=cmd|' /C calc'!A0, <script>alert(1)</script>, ../../etc/passwd",
].map((text) => ({ type: 'note.added', body: { text } }));
