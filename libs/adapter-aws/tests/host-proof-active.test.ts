import { describe, expect, it } from 'vitest';
import type { Out } from '../src/host/host-calls.ts';
import { HOST } from './described-host.ts';
import { after, CASE, flows, line, prove, quarantined } from './proof-script.ts';
import { fails } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

describe('when Reachability Analyzer is asked', () => {
  const means = { reachabilityAnalyzer: true };
  type Analyses = NonNullable<
    Out<'ec2:DescribeNetworkInsightsAnalyses'>['NetworkInsightsAnalyses']
  >;

  /** An account that keeps paths and analyses, with one result for all of them. */
  function analyzer(result: Partial<Analyses[number]>, runs = 1): Script {
    const paths = new Set<string>();
    const analyses = new Set<string>();
    let looks = 0;
    return {
      'ec2:DescribeInternetGateways': () => ({
        InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1' }] }],
      }),
      'ec2:CreateNetworkInsightsPath': () => {
        const id = `nip-${paths.size}`;
        paths.add(id);
        return { NetworkInsightsPath: { NetworkInsightsPathId: id } };
      },
      'ec2:StartNetworkInsightsAnalysis': ({ NetworkInsightsPathId }) => {
        const id = `nia-${NetworkInsightsPathId ?? ''}`;
        analyses.add(id);
        return { NetworkInsightsAnalysis: { NetworkInsightsAnalysisId: id } };
      },
      'ec2:DescribeNetworkInsightsAnalyses': ({ NetworkInsightsAnalysisIds }) => {
        if (NetworkInsightsAnalysisIds !== undefined) looks += 1;
        return {
          NetworkInsightsAnalyses: [...analyses].map((NetworkInsightsAnalysisId) => ({
            NetworkInsightsAnalysisId,
            ...(looks < runs ? { Status: 'running' as const } : { Status: 'succeeded', ...result }),
          })),
        };
      },
      'ec2:DescribeNetworkInsightsPaths': () => ({
        NetworkInsightsPaths: [...paths].map((NetworkInsightsPathId) => ({
          NetworkInsightsPathId,
        })),
      }),
      'ec2:DeleteNetworkInsightsAnalysis': ({ NetworkInsightsAnalysisId }) => {
        analyses.delete(NetworkInsightsAnalysisId ?? '');
        return {};
      },
      'ec2:DeleteNetworkInsightsPath': ({ NetworkInsightsPathId }) => {
        if (analyses.has(`nia-${NetworkInsightsPathId ?? ''}`)) return fails('aws.conflict')();
        paths.delete(NetworkInsightsPathId ?? '');
        return {};
      },
    };
  }

  it('proves isolation where no analysis finds a path, both ways, and leaves nothing behind', async () => {
    const proof = await prove(analyzer({ NetworkPathFound: false }, 3), { means });

    expect(proof).toMatchObject({ proven: true, method: 'reachability-analyzer' });
    expect(proof.reason).not.toContain('left behind');
    expect(proof.records[0]?.name).toBe('DescribeNetworkInsightsAnalyses');
    const count = (verb: string) => proof.operations.filter((one) => one.includes(verb)).length;
    expect([
      count('Create'),
      count('DeleteNetworkInsightsAnalysis'),
      count('DeleteNetworkInsightsPath'),
    ]).toEqual([4, 4, 4]);
  });

  it('F-08 says that the host is reachable where one path is found, whatever flow logs say', async () => {
    const script = { ...analyzer({ NetworkPathFound: true }), ...flows(line('REJECT', after(70))) };
    const proof = await prove(script, { means });

    expect(proof).toMatchObject({ proven: false, method: 'reachability-analyzer' });
    expect(proof.reason).toContain('igw-1 to eni-');
  });

  it('F-08 believes flow logs against it', async () => {
    const script = {
      ...analyzer({ NetworkPathFound: false }),
      ...flows(line('ACCEPT', after(70))),
    };

    expect(await prove(script, { means })).toMatchObject({ proven: false, method: 'flow-logs' });
  });

  it('proves nothing by an analysis that failed, or that does not end in time', async () => {
    const failed = analyzer({ Status: 'failed' });
    const endless = analyzer({ NetworkPathFound: false }, Number.POSITIVE_INFINITY);

    for (const script of [failed, endless])
      expect((await prove(script, { means })).reason).toContain('no result for');
  });

  it('proves nothing of a host with IPv6 addresses, of which it does not speak', async () => {
    const dual = {
      'ec2:DescribeInstances': () =>
        quarantined({ Ipv6Addresses: [{ Ipv6Address: '2001:db8::5' }] }),
    };
    const proof = await prove({ ...analyzer({ NetworkPathFound: false }), ...dual }, { means });

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain('IPv6');
  });

  it('says what it could not remove, also when a later answer fails', async () => {
    const stuck = {
      ...analyzer({ NetworkPathFound: false }),
      'ec2:DeleteNetworkInsightsPath': fails('aws.throttled'),
    };
    expect((await prove(stuck, { means })).reason).toContain('left behind in the account: nip-0');
  });

  it('removes what it made also where nothing can be listed', async () => {
    const blind = {
      ...analyzer({ NetworkPathFound: false }),
      'ec2:DescribeNetworkInsightsPaths': fails('aws.unsupported'),
    };
    const proof = await prove(blind, { means });

    expect(proof.reason).not.toContain('left behind');
    expect(
      proof.operations.filter((one) => one.includes('DeleteNetworkInsightsPath')),
    ).toHaveLength(4);
  });

  it('removes what an attempt that died has left, and nothing of anybody else', async () => {
    const mark = { Key: 'afo:proof-of', Value: CASE };
    const deleted: unknown[] = [];
    const script = {
      ...analyzer({ NetworkPathFound: false }),
      'ec2:DescribeNetworkInsightsPaths': () => ({
        NetworkInsightsPaths: [
          { NetworkInsightsPathId: 'nip-left', Tags: [mark] },
          { NetworkInsightsPathId: 'nip-other', Tags: [{ ...mark, Value: 'another' }] },
          { NetworkInsightsPathId: 'nip-theirs' },
        ],
      }),
      'ec2:DeleteNetworkInsightsPath': ({ NetworkInsightsPathId }) => {
        deleted.push(NetworkInsightsPathId);
        return {};
      },
    } satisfies Script;
    await prove(script, { means });

    expect(deleted).toEqual(['nip-0', 'nip-1', 'nip-2', 'nip-3', 'nip-left']);
  });

  it('makes nothing where the deployment does not allow it', async () => {
    const { operations } = await prove(analyzer({ NetworkPathFound: false }));

    expect(operations.filter((one) => /Create|Start|Delete|Send/.test(one))).toEqual([]);
  });

  it('proves nothing where the role may not make paths', async () => {
    const denied = {
      ...analyzer({ NetworkPathFound: false }),
      'ec2:CreateNetworkInsightsPath': fails('aws.denied'),
    };
    expect(await prove(denied, { means })).toMatchObject({ proven: false });
  });
});

describe('when the host itself is asked to get out', () => {
  const means = { probeDocument: 'afo-probe' };
  const probe = (output: string, status = 'Success', pings = 'Online'): Script => ({
    'ssm:DescribeInstanceInformation': () => ({
      InstanceInformationList: [
        { InstanceId: HOST, PingStatus: pings === 'Online' ? 'Online' : 'Inactive' },
      ],
    }),
    'ssm:SendCommand': () => ({ Command: { CommandId: 'c-1' } }),
    'ssm:GetCommandInvocation': (_input, nth) =>
      nth === 0
        ? fails('aws.refused')()
        : { Status: status === 'Success' ? 'Success' : 'Failed', StandardOutputContent: output },
  });
  const said = (reached: string[]) =>
    JSON.stringify({ probe: 1, tried: ['tcp 198.51.100.1:443'], reached });

  it('takes its word that nothing was reached, and says whose word it is', async () => {
    const proof = await prove(probe(said([])), { means });

    expect(proof).toMatchObject({ proven: true, method: 'probe' });
    expect(proof.reason).toContain("a suspect's word");
  });

  it('is not broken by what a hostile host prints', async () => {
    const { proven, reason } = await prove(probe(said(['\ud800'.repeat(256)])), { means });

    expect(proven).toBe(false);
    expect(reason.isWellFormed()).toBe(true);
  });

  it.each<[string, Script]>([
    ['it reached somebody', probe(said(['tcp 198.51.100.1:443']))],
    ['it printed nothing', probe('')],
    ['it tried nobody', probe(JSON.stringify({ probe: 1, tried: [], reached: [] }))],
    ['its output was cut', probe(said([]).padEnd(24_000))],
    ['it failed', probe(said([]), 'Failed')],
    ['the agent is offline', probe(said([]), 'Success', 'Inactive')],
    [
      'it may not be asked',
      { ...probe(said([])), 'ssm:GetCommandInvocation': fails('aws.denied') },
    ],
    ['it was not started', { ...probe(said([])), 'ssm:SendCommand': () => ({}) }],
  ])('F-08 proves nothing when %s', async (_what, script) => {
    const proof = await prove(script, { means });

    expect(proof.proven).toBe(false);
    expect(proof.waitedMs).toBeLessThanOrEqual(90_000);
  });
});
