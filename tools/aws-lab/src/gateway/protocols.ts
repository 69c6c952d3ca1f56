/** How a service is spoken to (AWS SDK, "protocols"); it decides how an error looks. */
export type Protocol = 'ec2' | 'query' | 'json' | 'rest-json' | 's3';

const BY_SERVICE: Readonly<Record<string, Protocol>> = {
  ec2: 'ec2',
  autoscaling: 'query',
  cloudformation: 'query',
  elasticloadbalancing: 'query',
  iam: 'query',
  sns: 'query',
  sts: 'query',
  s3: 's3',
  ebs: 'rest-json',
  eks: 'rest-json',
  guardduty: 'rest-json',
  lambda: 'rest-json',
  securityhub: 'rest-json',
};

/** Services that are not listed speak JSON with a target header, which most do. */
export const protocolOf = (service: string): Protocol => BY_SERVICE[service] ?? 'json';
