import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rules that do not hold here, each with the reason; `AwsSolutions-IAM5[Resource::*]` names one finding of a rule. */
export function acknowledge(scope: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons))
    Validations.of(scope).acknowledge({ id, reason });
}
