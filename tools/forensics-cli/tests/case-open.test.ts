import { memoryPorts } from '@afo/conformance/memory';
import { sha256Schema } from '@afo/domain';
import { planWith, runStep } from '@afo/pipeline';
import { PortError } from '@afo/ports';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFinding } from '../src/demo/finding.ts';
import { afoIn } from './afo-in-memory.ts';
import type { InMemory } from './afo-in-memory.ts';
import { ARN, errorOf, ID, inAws, newest, ORDER } from './in-aws.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-orders-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('when a responder opens a case about an instance without a finding', () => {
  it.each([ARN, `111122223333/cn-north-1/${ID}`])(
    'has the case, its authority and its order to isolate at once: %s',
    async (named) => {
      const aws = inAws();

      const { out, err, status } = await afoIn(aws)(
        ...['case', 'open', '--instance', named, '--isolate', ...ORDER, '--json'],
      );

      const state = await newest(aws);
      expect([status, JSON.parse(out), err]).toEqual([0, { case: state.id }, '']);
      expect(aws.started).toEqual([state.id]);
      expect(state.opened).toMatchObject({
        isolate: true,
        reason: 'it spreads',
        subject: { id: ID, partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' },
      });
      expect(state.authorisations).toMatchObject([
        { kind: 'command', approvers: [{ name: 'Ann Example' }], scope: 'case' },
      ]);
    },
  );

  it('F-22 orders no isolation that nobody asked for', async () => {
    const aws = inAws();
    await afoIn(aws)('case', 'open', '--instance', ARN, ...ORDER);

    expect((await newest(aws)).opened.isolate).toBeUndefined();
  });

  it.each([
    ['an account of 11 digits', ['--instance', `11112222333/cn-north-1/${ID}`]],
    ['another resource', ['--instance', 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-01234567']],
    ['an id alone', ['--instance', ID]],
    ['no instance at all to isolate', ['--disk', import.meta.filename, '--isolate']],
    ['a host to isolate', ['--host', 'web-01', '--disk', import.meta.filename, '--isolate']],
    ['a finding and an instance', ['--finding', import.meta.filename, '--instance', ARN]],
  ])('opens nothing for %s', async (_, argv) => {
    const aws = inAws();

    expect((await afoIn(aws)('case', 'open', ...argv, ...ORDER)).status).toBe(2);
    expect(await aws.ports.log.list()).toEqual([]);
  });

  it('asks for the ARN where no partition is known, instead of guessing one', async () => {
    const local = { ports: memoryPorts() };

    const { err, status } = await afoIn(local)(
      ...['case', 'open', '--instance', `111122223333/cn-north-1/${ID}`, ...ORDER],
    );

    expect([status, err]).toEqual([2, expect.stringMatching(/takes arn:[^/]*:instance\/i-…/)]);
  });

  it('says which order isolates the host of a case that is open already', async () => {
    const aws = inAws();
    await afoIn(aws)('case', 'open', '--instance', ARN, ...ORDER);
    const { id } = await newest(aws);

    const { err, out } = await afoIn(aws)(
      ...['case', 'open', '--instance', ARN, '--isolate', ...ORDER, '--json'],
    );

    expect(errorOf(out)).toMatchObject({ code: 'case-log.subject-claimed' });
    expect(err).toContain(`afo contain ${id}`);
  });
});

describe('when a responder opens a case with a finding and orders isolation', () => {
  const finding = async (): Promise<string> => {
    const path = join(folder, 'finding.json');
    const facts = { instanceId: ID, address: '192.0.2.7', pool: 'pool.example:3333' };
    await writeFile(path, JSON.stringify(demoFinding({ ...facts, seenAt: 1_780_000_000 })));
    return path;
  };
  const planOf = async (aws: InMemory) => {
    const { id: caseId } = await newest(aws);
    const rule = { people: 1, reason: 'takes it out of service', validForSeconds: 60 };
    await runStep({
      ports: aws.ports,
      handlers: {
        plan: planWith({
          name: 'test',
          sha256: sha256Schema.parse('cd'.repeat(32)),
          plan: [
            { name: 'isolation', when: { isolate: true }, approval: rule, order: 'memory-first' },
            {
              name: 'rest',
              when: {},
              approval: { ...rule, people: 0 },
              order: 'memory-first',
            },
          ],
        }),
      },
      task: { caseId, step: 'plan', key: 'plan', attempt: 1 },
      control: { signal: new AbortController().signal, progress: () => undefined },
    });
    return afoIn(aws)('plan', 'last', '--json');
  };

  it('is planned as ordered, with the reason, and still needs the approval of the playbook', async () => {
    const aws = inAws();
    await afoIn(aws)('case', 'open', '--finding', await finding(), '--isolate', ...ORDER);

    expect(JSON.parse((await planOf(aws)).out)).toMatchObject({
      plan: { isolate: true, approval: { people: 1 } },
      isolateReason: 'ordered by whoever opened the case: it spreads',
    });
    expect((await newest(aws)).findings).toMatchObject([{ isolate: false }]);
    expect((await afoIn(aws)('plan', 'last')).out).toMatch(/isolate +yes: ordered by whoever/);
  });

  it('F-22 is not planned where only the case was ordered', async () => {
    const aws = inAws();
    await afoIn(aws)('case', 'open', '--finding', await finding(), ...ORDER);

    const plan: unknown = JSON.parse((await planOf(aws)).out);
    expect(plan).toMatchObject({ plan: { isolate: false } });
    expect(plan).not.toHaveProperty('isolateReason');
  });

  it('is told that a workstation isolates nothing, since the order would wait for nobody', async () => {
    const { err } = await afoIn({ ports: memoryPorts() })(
      ...['case', 'open', '--finding', await finding(), '--isolate', ...ORDER],
    );

    expect(err).toContain('nothing isolates a host from a workstation');
  });
});

describe('when a case is opened and somebody has to begin its work', () => {
  it('says nothing of a local stack in AWS', async () => {
    const { out, err } = await afoIn(inAws())('case', 'open', '--instance', ARN, ...ORDER);

    expect(`${out}${err}`).not.toContain('local stack');
  });

  it('does not look as if it went on where no workflow is named', async () => {
    const unnamed: InMemory = {
      ...inAws(),
      ports: { ...memoryPorts(), stack: 'aws' },
    };

    const { err, status } = await afoIn(unnamed)('case', 'open', '--instance', ARN, ...ORDER);

    expect([status, err]).toEqual([3, expect.stringContaining('AFO_STATE_MACHINE_ARN')]);
  });

  it('names the case that stands still when the workflow cannot be started', async () => {
    const aws = inAws({ start: () => Promise.reject(new PortError('aws.denied', 'AWS refused')) });

    const { err, status } = await afoIn(aws)('case', 'open', '--instance', ARN, ...ORDER);

    expect(status).toBe(1);
    expect(err).toContain(`case ${(await newest(aws)).id} is open, but its work could not`);
  });
});
