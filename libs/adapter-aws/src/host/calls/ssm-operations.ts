import * as sdk from '@aws-sdk/client-ssm';
import type { ClientSettings } from '../../clients.ts';

/** Operations of Systems Manager, one a row. */
export function openSsm(settings: ClientSettings) {
  const ssm = new sdk.SSMClient(settings);
  return {
    senders: {
      'ssm:DescribeInstanceInformation': (input: sdk.DescribeInstanceInformationCommandInput) =>
        ssm.send(new sdk.DescribeInstanceInformationCommand(input)),
      'ssm:GetCommandInvocation': (input: sdk.GetCommandInvocationCommandInput) =>
        ssm.send(new sdk.GetCommandInvocationCommand(input)),
      'ssm:SendCommand': (input: sdk.SendCommandCommandInput) =>
        ssm.send(new sdk.SendCommandCommand(input)),
    },
    close: () => {
      ssm.destroy();
    },
  };
}
