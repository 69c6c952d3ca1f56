import { memoryPorts } from '@afo/conformance/memory';
import type { HostChange } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { afoIn } from './afo-in-memory.ts';
import type { InMemory } from './afo-in-memory.ts';
import { ARN, errorOf, inAws, newest, ORDER } from './in-aws.ts';

describe('afo contain', () => {
  const change: HostChange = {
    id: 'contain/network',
    setting: 'network',
    resource: 'eni-1',
    wanted: { groups: ['closed'] },
    needs: [],
    planned: { call: 'ec2:Modify', where: {}, parameters: {}, alsoHits: [] },
    read: () => Promise.resolve({ groups: ['closed'] }),
    apply: () => Promise.resolve('r-1'),
  };
  const possible = ['contain', 'prove'].map((technique) => ({
    technique,
    possible: true,
    reason: 'a test',
  }));
  const onHost = async (proven: boolean): Promise<InMemory> => {
    const ports = memoryPorts({
      techniques: possible,
      host: {
        changes: () => Promise.resolve([change]),
        prove: () =>
          Promise.resolve({
            method: 'probe',
            proven,
            reason: 'no record yet',
            records: [{ name: 'probe', where: {}, bytes: Buffer.from('[]') }],
          }),
      },
    });
    const aws = { ...inAws(), ports };
    await afoIn(aws)('case', 'open', '--instance', ARN, ...ORDER);
    return aws;
  };
  const contain = ['contain', 'last', '--as', 'Bob', '--reason', 'it spreads', '--ticket', 'INC-8'];

  it('isolates under the order of whoever gave it, and names the proof', async () => {
    const aws = await onHost(true);

    const { out, status } = await afoIn(aws)(...contain, '--json');

    expect([status, JSON.parse(out)]).toEqual([
      0,
      { case: (await newest(aws)).id, changes: 1, proof: { proven: true, method: 'probe' } },
    ]);
    expect((await newest(aws)).authorisations.at(-1)).toMatchObject({
      approvers: [{ name: 'Bob' }],
      reference: 'INC-8',
    });
  });

  it('F-08 ends as partial and says that the host is to be taken as not isolated, without a proof', async () => {
    const { out, status } = await afoIn(await onHost(false))(...contain);

    expect(status).toBe(3);
    expect(out).toMatch(/NOT proven: .*no record yet.*not isolated/);
  });

  it('says why a workstation cannot', async () => {
    const local = { ports: memoryPorts() };
    await afoIn(local)('case', 'open', '--disk', import.meta.filename, ...ORDER);

    const { out, status } = await afoIn(local)(...contain, '--json');

    expect([status, errorOf(out)]).toEqual([
      1,
      expect.objectContaining({ code: 'host.cannot-contain' }),
    ]);
  });
});
