import type { Draft } from './case-writer.ts';

/** Drafts of entries that a test says little about. */
export const opened: Draft = {
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
};

export const granted: Draft = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'M. Keller', via: 'workstation' }],
    reason: 'order of 24 November',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
};

export const exported = (items: readonly string[] = []): Draft => ({
  type: 'evidence.exported',
  body: { items, format: 'bundle', destination: 'file:///bundle' },
});

export const note = (text: string): Draft => ({ type: 'note.added', body: { text } });

export const started = (key: string, attempt = 1): Draft => ({
  type: 'step.started',
  body: { step: key.split('/')[0], key, attempt },
});

export const succeeded = (key: string, attempt = 1): Draft => ({
  type: 'step.succeeded',
  body: { step: key.split('/')[0], key, attempt },
});
