import { caseWorkflow } from '@afo/domain';
import { compile } from '@afo/state-machine';
import { CfnResource } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Place } from '../../src/place.ts';
import { machineFunctions } from '../../src/programs/functions.ts';

/** Stacks of the lab's environment that are not deployed here, and why. */
export const leftOutStacks = {
  hosts: 'no machine is started in the lab, and alarms on computed metrics are unknown to it',
  observability: 'alarms, dashboard, trail and budget watch, and the lab has nobody who does',
} as const;

/** Resources of the deployed stacks that the emulator's CloudFormation cannot make, and why none of them is missed. */
export const leftOutResources = {
  'AWS::EC2::FlowLog': 'no packet moves in the lab',
  'AWS::EC2::SecurityGroupEgress': 'nobody is kept away from the queue in the lab',
  'AWS::EC2::SecurityGroupIngress': 'nobody is kept away from the queue in the lab',
  'AWS::EC2::VPCEndpoint': 'functions of the lab are programs of this machine',
  'AWS::Events::Archive': 'the emulator makes none from a template',
} as const;

/** Takes out of the deployed stacks what stands above, and says which types that were. */
export function leaveOut(app: App): ReadonlySet<string> {
  const found = app.node
    .findAll()
    .filter((one) => one instanceof CfnResource)
    .filter(
      ({ cfnResourceType, stack }) =>
        cfnResourceType in leftOutResources && isDeployed(stack.stackName),
    );
  for (const { node } of found) node.scope?.node.tryRemoveChild(node.id);
  return new Set(found.map(({ cfnResourceType }) => cfnResourceType));
}

/** By the end of the stack's name, `afo-lab-hosts`. */
export const isDeployed = (stackName: string): boolean =>
  !Object.keys(leftOutStacks).some((name) => stackName.endsWith(`-${name}`));

/**
 * The emulator starts no child executions of this query language: items of a case are worked on within the one
 * execution, as the compiler offers it. It is the only resource that is another one here than in AWS.
 */
export function workInline(app: App, place: Place): void {
  const machines = app.node.findAll().filter((one) => one instanceof CfnStateMachine);
  for (const machine of machines)
    machine.definitionString = JSON.stringify(
      compile(caseWorkflow, {
        partition: place.partition,
        functions: machineFunctions(place),
        approvalWaitSeconds: 3600,
        items: 'inline',
      }),
    );
}
