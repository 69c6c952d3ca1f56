/** Ways of the CDK that are off unless asked for, since they change templates that stand already. */
export const flags: Readonly<Record<string, boolean>> = {
  // Access logs are let in by the policy of their bucket, and not by an access control list.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal': true,
  '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true,
};
