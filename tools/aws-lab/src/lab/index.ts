export { startAwsLab } from './aws-lab.ts';
export type { AwsLab, AwsLabOptions } from './aws-lab.ts';
