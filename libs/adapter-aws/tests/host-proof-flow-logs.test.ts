import { describe, expect, it } from 'vitest';
import { ENI } from './described-host.ts';
import { after, attached, flows, line, prove, quarantined } from './proof-script.ts';
import { fails } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

describe('when flow logs are read', () => {
  it('proves isolation for the window that they show, with the records first among the evidence', async () => {
    const proof = await prove(
      flows(line('REJECT', after(70)), line('-', after(130), { status: 'NODATA' })),
    );

    expect(proof).toMatchObject({ proven: true, method: 'flow-logs' });
    expect(proof.reason).toContain('from 2026-11-24T10:01:00.000Z to 2026-11-24T10:03:09.000Z');
    expect(proof.records[0]?.name).toBe('FilterLogEvents');
  });

  it('F-08 counts what was accepted after containment, and says that the host is not isolated', async () => {
    const proof = await prove(
      flows(line('ACCEPT', after(70)), line('ACCEPT', after(130)), line('REJECT', after(130))),
    );

    expect(proof).toMatchObject({ proven: false, method: 'flow-logs' });
    expect(proof.reason).toContain('2 records of accepted traffic');
  });

  it('does not count what was accepted before, or while the change took effect', async () => {
    const proof = await prove(
      flows(line('ACCEPT', after(-300)), line('ACCEPT', after(5)), line('REJECT', after(70))),
    );

    expect(proof.proven).toBe(true);
  });

  it('F-24 counts the end of a connection that lived on', async () => {
    const proof = await prove(flows(line('REJECT', after(70)), line('ACCEPT', after(200))));

    expect(proof.proven).toBe(false);
  });

  it('does not take silence for isolation: it waits, and then says that nothing is proven', async () => {
    const proof = await prove(flows());

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain('has no record that begins after 2026-11-24T10:01:00.000Z');
    expect(proof.waitedMs).toBeGreaterThan(200_000);
    expect(proof.waitedMs).toBeLessThanOrEqual(240_000);
  });

  it('proves with records that come while it waits', async () => {
    const late: Script = {
      ...flows(),
      'logs:FilterLogEvents': (_input, nth) => ({
        events: nth < 3 ? [] : [{ message: line('REJECT', after(70)) }],
      }),
    };
    expect(await prove(late)).toMatchObject({ proven: true, waitedMs: 60_000 });
  });

  it('F-25 needs records of every interface', async () => {
    const two = quarantined();
    const [instance] = two.Reservations?.[0]?.Instances ?? [];
    const [eni] = instance?.NetworkInterfaces ?? [];
    instance?.NetworkInterfaces?.push({ ...eni, NetworkInterfaceId: 'eni-2' });
    const script: Script = {
      ...flows(line('REJECT', after(70))),
      'ec2:DescribeInstances': () => two,
      'ec2:DescribeNetworkInterfaces': () => ({
        NetworkInterfaces: [ENI, 'eni-2'].flatMap(
          (NetworkInterfaceId) => attached({ NetworkInterfaceId }).NetworkInterfaces,
        ),
      }),
      'logs:FilterLogEvents': ({ logStreamNamePrefix }) => ({
        events: logStreamNamePrefix === ENI ? [{ message: line('REJECT', after(70)) }] : [],
      }),
    };
    expect((await prove(script)).proven).toBe(false);
  });

  it.each<[string, Script, string]>([
    ['a page is refused', { 'logs:FilterLogEvents': fails('aws.throttled') }, 'aws.throttled'],
    [
      'pages do not end',
      {
        'logs:FilterLogEvents': (_input, nth) => ({
          events: [{ message: line('REJECT', after(70)) }],
          nextToken: String(nth),
        }),
      },
      'only the first 10 pages',
    ],
    [
      'a line is none of a flow log',
      flows(line('REJECT', after(70)), 'hello'),
      'could not be read',
    ],
    [
      'AWS skipped records',
      flows(line('REJECT', after(70)), line('-', after(70), { status: 'SKIPDATA' })),
      'skipped',
    ],
    ['they cannot be listed', { 'ec2:DescribeFlowLogs': fails('aws.denied') }, 'aws.denied'],
  ])('F-08 proves nothing when %s', async (_what, script, word) => {
    const proof = await prove({ ...flows(), ...script });

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain(word);
  });

  it('believes a breach also in an answer that is not whole', async () => {
    const cut: Script = {
      ...flows(),
      'logs:FilterLogEvents': ({ nextToken }) =>
        nextToken === undefined
          ? { events: [{ message: line('ACCEPT', after(70)) }], nextToken: 'more' }
          : fails('aws.throttled')(),
    };
    expect((await prove(cut)).reason).toContain('1 records of accepted traffic');
  });

  it('proves nothing where the time of containment is not known', async () => {
    const proof = await prove(flows(line('REJECT', after(70))), { since: null });

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain('the time of containment is not known');
  });

  it('tells traffic with the networks that stay reachable from a breach (CON-2)', async () => {
    const contain = { allow: { inbound: [], outbound: ['tcp 443-443 10.9.0.0/24'] } };
    const endpoint = line('ACCEPT', after(70), { peer: '10.9.0.4' });
    const other = line('ACCEPT', after(70), { peer: '10.9.1.4' });

    expect(await prove(flows(endpoint), { contain })).toMatchObject({ proven: true });
    expect(await prove(flows(endpoint))).toMatchObject({ proven: false });
    expect(await prove(flows(endpoint, other), { contain })).toMatchObject({ proven: false });
  });
});
