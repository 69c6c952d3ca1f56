/** An EventBridge rule by which findings come to the intake. */
export interface IntakeRule {
  readonly name: string;
  readonly pattern: {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
  };
}

/**
 * The rules of the intake, for whoever deploys it: what people choose in Security Hub, findings as they are imported
 * (ASFF and OCSF), and GuardDuty. What comes of an event is the playbook's decision, not that of a rule.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html
 */
export const intakeRules: readonly IntakeRule[] = [
  rule('custom-actions', 'aws.securityhub', 'Security Hub Findings - Custom Action'),
  rule('imported-findings', 'aws.securityhub', 'Security Hub Findings - Imported'),
  rule('imported-findings-v2', 'aws.securityhub', 'Findings Imported V2'),
  rule('guardduty-findings', 'aws.guardduty', 'GuardDuty Finding'),
];

function rule(name: string, source: string, type: string): IntakeRule {
  return { name, pattern: { source: [source], 'detail-type': [type] } };
}
