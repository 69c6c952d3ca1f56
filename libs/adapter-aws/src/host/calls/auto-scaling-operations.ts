import * as sdk from '@aws-sdk/client-auto-scaling';
import type { ClientSettings } from '../../clients.ts';

/** Operations of EC2 Auto Scaling, one a row. */
export function openAutoScaling(settings: ClientSettings) {
  const autoScaling = new sdk.AutoScalingClient(settings);
  return {
    senders: {
      'autoscaling:DescribeAutoScalingGroups': (input: sdk.DescribeAutoScalingGroupsCommandInput) =>
        autoScaling.send(new sdk.DescribeAutoScalingGroupsCommand(input)),
      'autoscaling:DescribeAutoScalingInstances': (
        input: sdk.DescribeAutoScalingInstancesCommandInput,
      ) => autoScaling.send(new sdk.DescribeAutoScalingInstancesCommand(input)),
      'autoscaling:EnterStandby': (input: sdk.EnterStandbyCommandInput) =>
        autoScaling.send(new sdk.EnterStandbyCommand(input)),
      'autoscaling:ExitStandby': (input: sdk.ExitStandbyCommandInput) =>
        autoScaling.send(new sdk.ExitStandbyCommand(input)),
      'autoscaling:SetInstanceProtection': (input: sdk.SetInstanceProtectionCommandInput) =>
        autoScaling.send(new sdk.SetInstanceProtectionCommand(input)),
      'autoscaling:UpdateAutoScalingGroup': (input: sdk.UpdateAutoScalingGroupCommandInput) =>
        autoScaling.send(new sdk.UpdateAutoScalingGroupCommand(input)),
    },
    close: () => {
      autoScaling.destroy();
    },
  };
}
