import type { CustomAction } from '@afo/deployment';
import { Arn, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import type { AwsSdkCall } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/**
 * A custom action of Security Hub, which CloudFormation itself does not know. One that stands already is taken over,
 * so that a deployment which was broken off can be repeated.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateActionTarget.html
 */
export class CustomActionTarget extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, action: CustomAction) {
    super(scope, id);
    const stack = Stack.of(this);
    this.arn = Arn.format(
      { service: 'securityhub', resource: 'action/custom', resourceName: action.id },
      stack,
    );
    const { name: Name, description: Description } = action;
    const ActionTargetArn = this.arn;
    new AwsCustomResource(this, 'Target', {
      resourceType: 'Custom::SecurityHubActionTarget',
      installLatestAwsSdk: false,
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({
          actions: [
            'securityhub:CreateActionTarget',
            'securityhub:DeleteActionTarget',
            'securityhub:UpdateActionTarget',
          ],
          resources: [
            Arn.format({ service: 'securityhub', resource: 'hub', resourceName: 'default' }, stack),
          ],
        }),
      ]),
      onCreate: this.#call('CreateActionTarget', {
        parameters: { Id: action.id, Name, Description },
        ignoreErrorCodesMatching: 'ResourceConflictException',
      }),
      onUpdate: this.#call('UpdateActionTarget', {
        parameters: { ActionTargetArn, Name, Description },
      }),
      onDelete: this.#call('DeleteActionTarget', {
        parameters: { ActionTargetArn },
        ignoreErrorCodesMatching: 'ResourceNotFoundException',
      }),
    });
  }

  #call(action: string, rest: Pick<AwsSdkCall, 'parameters' | 'ignoreErrorCodesMatching'>) {
    return {
      service: 'SecurityHub',
      action,
      physicalResourceId: PhysicalResourceId.of(this.arn),
      ...rest,
    };
  }
}
