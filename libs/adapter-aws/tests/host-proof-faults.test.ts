import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../src/host/host-calls.ts';
import { ENI, PROFILE } from './described-host.ts';
import { after, attached, flows, line, prove, quarantined } from './proof-script.ts';
import { fails } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

const proven = flows(line('REJECT', after(70)));
const CODES = [
  'aws.throttled',
  'aws.denied',
  'aws.unavailable',
  'aws.expired',
  'aws.not-found',
  'aws.unsupported',
  'aws.gone',
] as const;
const QUESTIONS: readonly Operation[] = [
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeIamInstanceProfileAssociations',
  'ec2:DescribeFlowLogs',
  'logs:FilterLogEvents',
];

describe('when one question of a proof fails', () => {
  it('asks nothing else, so that the sweep below leaves nothing out', async () => {
    const { operations, proven: isProven } = await prove(proven);

    expect(isProven).toBe(true);
    expect(new Set(operations)).toEqual(new Set(['ec2:DescribeInstances', ...QUESTIONS]));
  });

  it.each(QUESTIONS.flatMap((operation) => CODES.map((code) => ({ operation, code }))))(
    'F-08 proves nothing: $operation, $code',
    async ({ operation, code }) => {
      const proof = await prove({ ...proven, [operation]: fails(code) });

      expect(proof.proven).toBe(false);
      expect(proof.reason).toContain(code);
    },
  );

  it.each(QUESTIONS.filter((operation) => !operation.endsWith('ProfileAssociations')))(
    'F-08 proves nothing by an empty answer to %s',
    async (operation) => {
      expect((await prove({ ...proven, [operation]: () => ({}) })).proven).toBe(false);
    },
  );

  it('sees a profile by the instance where the question about it is answered with nothing', async () => {
    const worn: Script = {
      'ec2:DescribeInstances': () => {
        const described = quarantined();
        const [instance] = described.Reservations?.[0]?.Instances ?? [];
        Object.assign(instance ?? {}, { IamInstanceProfile: { Arn: PROFILE } });
        return described;
      },
    };
    expect((await prove({ ...proven, ...worn })).reason).toContain(`${PROFILE} is still worn`);
  });

  it('fails typed, and gives no verdict, where the instance itself cannot be read', async () => {
    const script = { 'ec2:DescribeInstances': fails('aws.throttled') };
    await expect(prove(script)).rejects.toMatchObject({ code: 'aws.throttled' });
  });
});

describe('whatever flow logs hold', () => {
  const start = fc.integer({ min: -200, max: 400 });
  const record = fc.record({
    start,
    action: fc.constantFrom('ACCEPT', 'REJECT', '-'),
    eni: fc.constantFrom(ENI, 'eni-2'),
  });
  const two: Script = {
    'ec2:DescribeInstances': () => {
      const described = quarantined();
      const [instance] = described.Reservations?.[0]?.Instances ?? [];
      const [eni] = instance?.NetworkInterfaces ?? [];
      instance?.NetworkInterfaces?.push({ ...eni, NetworkInterfaceId: 'eni-2' });
      return described;
    },
    'ec2:DescribeNetworkInterfaces': () => ({
      NetworkInterfaces: [ENI, 'eni-2'].flatMap(
        (NetworkInterfaceId) => attached({ NetworkInterfaceId }).NetworkInterfaces,
      ),
    }),
  };

  it('F-08 is proven only with a record of every interface after containment, and without one that was accepted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (records, pageSize) => {
          const script: Script = {
            ...two,
            ...flows(),
            'logs:FilterLogEvents': ({ logStreamNamePrefix, nextToken }) => {
              const lines = records
                .filter(({ eni }) => eni === logStreamNamePrefix)
                .map(({ eni, action, start: at }) =>
                  line(action, after(at), { status: action === '-' ? 'NODATA' : 'OK' }).replace(
                    ENI,
                    eni,
                  ),
                );
              const from = Number(nextToken ?? 0);
              const events = lines.slice(from, from + pageSize).map((message) => ({ message }));
              const isLast = from + pageSize >= lines.length;
              return isLast ? { events } : { events, nextToken: String(from + pageSize) };
            },
          };
          const counted = records.filter(({ start: at }) => at >= 60);
          const isHeard = [ENI, 'eni-2'].every((eni) => counted.some((one) => one.eni === eni));
          const isBreached = counted.some(({ action }) => action === 'ACCEPT');

          expect((await prove(script)).proven).toBe(isHeard && !isBreached);
        },
      ),
      { numRuns: 200 },
    );
  });
});
