import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, idsOf } from './reading.ts';
import * as sample from './samples.ts';

const { INSTANCE, ACCOUNT } = sample;

describe('when a finding is about Kubernetes', () => {
  it('TRI-2 keeps the anonymous user of an audit-log finding', () => {
    expect(findingOf(sample.imported([sample.asffCluster()])).subjects).toEqual([
      {
        kind: 'eks-cluster',
        id: 'shop',
        partition: 'aws',
        account: ACCOUNT,
        region: 'us-west-2',
        workload: { user: 'system:anonymous' },
      },
    ]);
  });

  it.each([
    ['deployments', 'Deployment'],
    ['pods', 'Pod'],
    ['Pods', 'Pod'],
  ])('F-30 reads the workload type %s', (type, kind) => {
    const other = {
      'kubernetesDetails/kubernetesWorkloadDetails/type': type,
      'kubernetesDetails/kubernetesWorkloadDetails/name': 'web',
      'kubernetesDetails/kubernetesWorkloadDetails/namespace': 'shop',
      'kubernetesDetails/kubernetesWorkloadDetails/containers.0_/image':
        'registry.example.com/web:1',
    };

    expect(findingOf(sample.imported([sample.asffCluster(other)])).subjects).toMatchObject([
      { workload: { kind, name: 'web', namespace: 'shop', image: 'registry.example.com/web:1' } },
    ]);
  });

  it('tells the workload from the account that made it', () => {
    expect(findingOf(sample.guardDutyEvent(sample.guardDutyAudit())).subjects).toMatchObject([
      {
        kind: 'eks-cluster',
        id: 'shop',
        workload: {
          kind: 'Pod',
          name: 'privileged-pod',
          namespace: 'shop',
          user: 'system:serviceaccount:argocd:argocd-application-controller',
        },
      },
    ]);
    expect(findingOf(sample.guardDutyAudit()).subjects[0]).not.toHaveProperty(
      'workload.serviceAccount',
    );
  });

  it('takes the service account of the caller where no workload is named', () => {
    const finding = sample.guardDutyAudit({ kubernetesWorkloadDetails: null });

    expect(findingOf(finding).subjects).toMatchObject([
      { workload: { namespace: 'argocd', serviceAccount: 'argocd-application-controller' } },
    ]);
  });

  it('keeps the instance of a runtime finding as node of its cluster, so that one host gets one case', () => {
    expect(findingOf(sample.guardDutyRuntime()).subjects).toEqual([
      {
        kind: 'eks-cluster',
        id: 'shop',
        partition: 'aws',
        account: ACCOUNT,
        region: 'us-west-2',
        workload: {
          kind: 'Pod',
          namespace: 'shop',
          name: 'web-7c9d',
          uid: 'u-1',
          serviceAccount: 'web',
          image: 'registry.example.com/miner:1',
          nodes: [INSTANCE],
        },
      },
    ]);
  });

  it.each([
    ['ip-10-0-0-1.ec2.internal', 'ip-10-0-0-1.ec2.internal'],
    [`${INSTANCE}.us-west-2.compute.internal`, INSTANCE],
  ])('F-30 reads the node %s from the user of a kubelet', (node, expected) => {
    const other = { 'kubernetesDetails/kubernetesUserDetails/username': `system:node:${node}` };

    expect(findingOf(sample.imported([sample.asffCluster(other)])).subjects).toMatchObject([
      { workload: { nodes: [expected] } },
    ]);
  });

  it('keeps instance and cluster apart where the finding is not about Kubernetes', () => {
    const { Resources: cluster } = sample.asffCluster() as { Resources: object[] };
    const bare = cluster.map((resource) => ({ ...resource, Details: null }));
    const finding = sample.asff({
      Types: ['Effects/Data Exposure'],
      Resources: [...bare, sample.asffInstance()],
    });

    expect(idsOf(finding)).toEqual(['shop', INSTANCE]);
  });

  it('does not take an instance of another account for a node', () => {
    const { Resources } = sample.asffCluster() as { Resources: object[] };
    const foreign = sample.asffInstance({ Id: sample.instanceArn(INSTANCE, '444455556666') });

    expect(idsOf(sample.asffCluster({}, { Resources: [foreign, ...Resources] }))).toEqual([
      INSTANCE,
      'shop',
    ]);
  });

  it('takes each workload of an attack sequence as a subject of its own', () => {
    const workload = (name: string) => ({
      resourceType: 'KUBERNETES_WORKLOAD',
      uid: `uid-${name}`,
      name,
      data: { kubernetesWorkload: { type: 'deployments', namespace: 'shop' } },
    });
    const resources = [
      workload('a'),
      { resourceType: 'EKS_CLUSTER', uid: sample.clusterArn() },
      workload('b'),
      { resourceType: 'EC2_INSTANCE', uid: sample.instanceArn() },
    ];
    const finding = sample.guardDuty({
      type: 'AttackSequence:EKS/CompromisedCluster',
      resource: { resourceType: 'AttackSequence' },
      service: { detection: { sequence: { resources } } },
    });

    expect(findingOf(finding).subjects).toMatchObject([
      { id: 'shop', workload: { kind: 'Deployment', name: 'a', nodes: [INSTANCE] } },
      { id: 'shop', workload: { kind: 'Deployment', name: 'b', nodes: [INSTANCE] } },
    ]);
  });

  it('refuses a name in which a reader could not see all', () => {
    const details = {
      kubernetesWorkloadDetails: { name: 'web\u202Egpj.exe', type: 'pods', namespace: 'shop' },
    };

    expect(codesOf(sample.guardDutyAudit(details))).toEqual(['finding.bad-resource']);
  });
});
