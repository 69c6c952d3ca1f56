import { z } from 'zod';

// What AWS calls things, with a message that says what to write.

export const accountId = z
  .string()
  .regex(/^\d{12}$/, 'an account is twelve digits, and stands in quotes');

/** By its form alone: which regions there are is AWS's to say, and differs from partition to partition. */
export const regionName = z
  .string()
  .regex(/^[a-z]{2,5}(?:-[a-z]+)+-\d$/, 'a region is written as AWS writes it, in small letters');

export const vpcId = z
  .string()
  .regex(/^vpc-[\da-f]{8,17}$/, 'the id of a VPC, vpc-… (EC2 console)');
export const subnetId = z
  .string()
  .regex(/^subnet-[\da-f]{8,17}$/, 'the id of a subnet, subnet-… (EC2 console)');
export const routeTableId = z
  .string()
  .regex(/^rtb-[\da-f]{8,17}$/, 'the id of a route table, rtb-… (EC2 console)');
export const zoneName = z
  .string()
  .regex(/^[a-z]{2,5}(?:-[a-z]+)+-\d[a-z]$/, 'a zone is its region and a letter');

export const organizationId = z
  .string()
  .regex(/^o-[a-z\d]{10,32}$/, 'the id of the organisation, o-… (Organizations console)');
export const unitId = z
  .string()
  .regex(
    /^(?:ou-[a-z\d]{4,32}-[a-z\d]{8,32}|r-[a-z\d]{4,32})$/,
    'the id of an organisational unit, ou-…, or of the root, r-…',
  );

/** As IAM has it, without the slash in front and with the one at the end. */
export const rolePath = z
  .string()
  .regex(/^(?:[\w+=,.@-]+\/)*$/, 'a path ends in a slash and begins with none: "workloads/"');
export const roleName = z
  .string()
  .regex(/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'the name of a role, with its path if it has one');

export const kmsKeyArn = z
  .string()
  .regex(/^arn:[^:]+:kms:[^:]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key (no alias)');

export const principalArn = z
  .string()
  .regex(
    /^arn:[^:]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/,
    'the ARN of a role or a user of IAM',
  );
