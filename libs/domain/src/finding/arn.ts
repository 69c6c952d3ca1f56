/** The parts of an Amazon Resource Name; `region` and `account` are empty where the service has none. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

const ARN =
  /^arn:(aws(?:-[a-z0-9]+)*):([a-z0-9-]{1,64}):([a-z0-9-]{0,32}):(\d{12})?:([\x21-\x7e]{1,1024})$/;

/**
 * Reads an ARN, or answers undefined for text that is none. The partition is whatever the ARN says (F-67); an account
 * has exactly 12 digits (F-42). https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] = ARN.exec(text) ?? [];
  const isArn = partition !== undefined && service !== undefined && region !== undefined;
  if (!isArn || resource === undefined) return undefined;
  return { partition, service, region, account: account ?? '', resource };
}

const PARTITION = /^aws(?:-[a-z0-9]+)*$/;
const REGION = /^[a-z]{2,8}(?:-[a-z]+)+-\d{1,2}$/;
const ACCOUNT = /^\d{12}$/;

/** `aws`, `aws-cn`, `aws-us-gov`, and whatever partition comes next. */
export const isPartition = (text: string): boolean => PARTITION.test(text);

/** `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`; never `global`. */
export const isRegion = (text: string): boolean => REGION.test(text);

/** Twelve digits (F-42). */
export const isAccount = (text: string): boolean => ACCOUNT.test(text);
