import type { MemberPlaces } from '@afo/iam-policies';
import { Aws } from 'aws-cdk-lib';
import type { Place } from './place.ts';

/** What the role of an application account is made from; which account it is, the template learns where it is put. */
export function memberOf({ environment, names }: Place): MemberPlaces {
  const { applications, containment, forensic } = environment;
  const { organization } = applications;
  const { probeDocument } = containment;
  return {
    partition: Aws.PARTITION,
    account: Aws.ACCOUNT_ID,
    forensicAccount: forensic.account,
    rolePath: names.rolePath,
    role: applications.role,
    externalId: applications.externalId,
    workloadPath: applications.workloadPath,
    ...(organization === undefined ? {} : { organization }),
    ...(probeDocument === undefined
      ? {}
      : {
          documents: [`arn:${Aws.PARTITION}:ssm:*:${Aws.ACCOUNT_ID}:document/${probeDocument}`],
        }),
  };
}
