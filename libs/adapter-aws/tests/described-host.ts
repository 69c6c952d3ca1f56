import type { InstanceSubject } from '@afo/domain';
import type { Out } from '../src/host/host-calls.ts';

export const HOST = 'i-0123456789abcdef0';
export const ENI = 'eni-0aaa0000000000001';
export const VOLUME = 'vol-0aaa0000000000001';
export const PROFILE = 'arn:test:iam::111122223333:instance-profile/apps/web';

export const HOST_SUBJECT: InstanceSubject = {
  kind: 'ec2-instance',
  id: HOST,
  partition: 'test',
  account: '111122223333',
  region: 'eu-central-1',
};

type Described = NonNullable<
  NonNullable<Out<'ec2:DescribeInstances'>['Reservations']>[number]['Instances']
>[number];

/** A running instance with one interface, one volume and a profile, as EC2 describes it. */
export const describedHost = (change: Partial<Described> = {}): Out<'ec2:DescribeInstances'> => ({
  Reservations: [
    {
      Instances: [
        {
          InstanceId: HOST,
          State: { Name: 'running' },
          InstanceType: 't3.micro',
          ImageId: 'ami-1',
          Architecture: 'x86_64',
          VpcId: 'vpc-1',
          IamInstanceProfile: { Arn: PROFILE },
          NetworkInterfaces: [
            {
              NetworkInterfaceId: ENI,
              VpcId: 'vpc-1',
              SubnetId: 'subnet-1',
              Groups: [{ GroupId: 'sg-web' }],
              PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5' }],
            },
          ],
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: VOLUME } }],
          ...change,
        },
      ],
    },
  ],
});
