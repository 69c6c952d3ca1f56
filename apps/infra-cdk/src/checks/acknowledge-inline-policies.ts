import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** The policies that constructs of the CDK make for the one role beside them. Those of the programs are managed ones. */
export function acknowledgeInlinePolicies(scope: IConstruct): void {
  for (const child of scope.node.findAll())
    if (child instanceof CfnPolicy)
      acknowledge(child, {
        'NIST.800.53.R5-IAMNoInlinePolicy':
          'Made by the CDK for one role of this stack, and useless without it; nothing else can wear it.',
      });
}
