import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../clients.ts';
import type { AwsConfig } from '../../clients.ts';

/** One client per service, all of the account and region that the credentials and the region name. */
export type HostClients = ReturnType<typeof openHostClients>;

export function openHostClients(config: AwsConfig) {
  const settings = clientSettings(config);
  return {
    autoScaling: new AutoScalingClient(settings),
    classicBalancers: new ElasticLoadBalancingClient(settings),
    ec2: new EC2Client(settings),
    /** For calls that make something anew each time and know no token of the client: never repeated by the SDK. */
    ec2Once: new EC2Client({ ...settings, maxAttempts: 1 }),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    ssm: new SSMClient(settings),
    targets: new ElasticLoadBalancingV2Client(settings),
    trail: new CloudTrailClient(settings),
  };
}

export function closeHostClients(clients: HostClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
