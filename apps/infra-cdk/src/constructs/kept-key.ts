import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { KeyProps } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

type KeptKeyProps = Pick<KeyProps, 'alias' | 'description' | 'keySpec' | 'keyUsage'> & {
  readonly alias: string;
  readonly description: string;
};

/**
 * A key that evidence needs for as long as there is evidence: it stays when its stack goes (F-63), and whoever orders
 * its deletion all the same has the longest time to be stopped.
 */
export class KeptKey extends Key {
  constructor(scope: Construct, id: string, props: KeptKeyProps) {
    super(scope, id, {
      ...props,
      // AWS rotates symmetric keys alone.
      enableKeyRotation: props.keySpec === undefined,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
