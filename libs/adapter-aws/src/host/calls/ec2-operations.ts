import { EC2Client } from '@aws-sdk/client-ec2';
import type { ClientSettings } from '../../clients.ts';
import { ec2Reads } from './ec2-reads.ts';
import { ec2Writes } from './ec2-writes.ts';

export function openEc2(settings: ClientSettings) {
  const ec2 = new EC2Client(settings);
  const ec2Once = new EC2Client({ ...settings, maxAttempts: 1 });
  return {
    senders: { ...ec2Reads(ec2), ...ec2Writes({ ec2, ec2Once }) },
    close: () => {
      ec2.destroy();
      ec2Once.destroy();
    },
  };
}
