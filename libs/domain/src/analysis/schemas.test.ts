import { describe, expect, it } from 'vitest';
import { attackIdSchema } from './attack.ts';
import { detectionSchema } from './detection.ts';
import { pointerSchema } from './pointer.ts';
import { timelineEventSchema } from './timeline.ts';
import { toolRunSchema } from './tool-run.ts';

const pointer = { item: 'E-0001', run: 'T-0001' };
const detection = {
  rule: 'linux.cron.temporary-directory',
  title: 'cron runs a file in /tmp',
  description: 'A job that every user can replace.',
  severity: 'high',
  confidence: 'high',
  attack: ['T1053.003'],
  pointers: [{ ...pointer, path: '/etc/cron.d/x', line: 1 }],
  facts: {},
};
const run = {
  run: 'T-0001',
  tool: { name: 'fls', version: '4.11.1' },
  ruleSets: [],
  inputs: [{ item: 'E-0001', sha256Before: 'ab'.repeat(32), sha256After: 'ab'.repeat(32) }],
  outputs: [],
  outcome: 'complete',
  detections: 0,
  events: 0,
  limits: [],
};

describe('when something speaks for a compromise', () => {
  it('always says where it is seen, so that a stranger finds it again', () => {
    expect(detectionSchema.safeParse(detection).success).toBe(true);
    expect(detectionSchema.safeParse({ ...detection, pointers: [] }).success).toBe(false);
  });

  it.each(['T1110', 'T1110.001'])('takes the technique %s', (id) => {
    expect(attackIdSchema.safeParse(id).success).toBe(true);
  });

  it.each(['T111', 'T1110.1', 't1110', 'T1110.001\n', 'TA0001'])('refuses %j', (id) => {
    expect(attackIdSchema.safeParse(id).success).toBe(false);
  });
});

describe('when a place in the evidence is told', () => {
  it('F-70 keeps a file name as the file system has it, also where it is not UTF-8', () => {
    const hostile = { ...pointer, path: 'a|b\n<script>\u202e=cmd()', pathBytes: 'YXz/' };

    expect(pointerSchema.parse(hostile)).toEqual(hostile);
  });

  it('is refused without the item and the run, which would be a claim without a proof', () => {
    expect(pointerSchema.safeParse({ item: 'E-0001' }).success).toBe(false);
    expect(pointerSchema.safeParse({ run: 'T-0001' }).success).toBe(false);
  });
});

describe('when an event is put on the timeline', () => {
  it('F-73 keeps a time in the future, with the doubt about it', () => {
    const event = {
      at: '9999-12-31T23:59:59.999Z',
      kind: 'log',
      source: 'auth.log',
      summary: 'Nov 24 03:00:00 web sshd[1]: Accepted\nNov 24 03:00:01 web sshd[2]: Accepted',
      pointer,
      doubt: 'a time in the future',
    };

    expect(timelineEventSchema.parse(event)).toEqual(event);
  });
});

describe('when a tool has run', () => {
  it('F-06 says of itself whether it is whole, and names the copy that it ran on', () => {
    expect(toolRunSchema.safeParse(run).success).toBe(true);
    expect(toolRunSchema.safeParse({ ...run, outcome: 'success' }).success).toBe(false);
    expect(toolRunSchema.safeParse({ ...run, inputs: [] }).success).toBe(false);
  });
});
