import type { Finding, Subject } from '@afo/domain';
import { expect } from 'vitest';
import { parseEvent } from '../../src/ingest/parse-event.ts';
import { ACCOUNT, bytesOf, INSTANCE } from './samples.ts';

/** What is read from an event that is given as a value. */
export const parsed = (value: unknown) => parseEvent(bytesOf(value));

/** The one finding of an event of which everything can be taken. */
export function findingOf(value: unknown): Finding {
  const { findings, rejections } = parsed(value);
  expect(rejections.map(({ code, reason }) => `${code}: ${reason}`)).toEqual([]);
  expect(findings).toHaveLength(1);
  const [only] = findings;
  if (only === undefined) throw new Error('no finding');
  return only.finding;
}

export const codesOf = (value: unknown) => parsed(value).rejections.map(({ code }) => code);

export const idsOf = (value: unknown) => findingOf(value).subjects.map(({ id }) => id);

/** The instance of the samples, as a subject. */
export const web01: Subject = {
  kind: 'ec2-instance',
  id: INSTANCE,
  partition: 'aws',
  account: ACCOUNT,
  region: 'us-west-2',
};
