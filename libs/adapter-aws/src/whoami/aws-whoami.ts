import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Whoami } from '@afo/ports';
import { z } from 'zod';
import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { identityOf } from './identity-of.ts';

const answerSchema = z.object({
  Arn: z.string().regex(/^arn:[^:]+:/),
  UserId: z.string().min(1),
});

/** Whom STS knows behind the credentials of this process; asked anew for each act. */
export const awsWhoami = (config: AwsConfig, namedSessions: ReadonlySet<string>): Whoami => ({
  async identify() {
    const sts = new STSClient(clientSettings(config));
    try {
      const { Arn, UserId } = answerSchema.parse(await sts.send(new GetCallerIdentityCommand({})));
      return identityOf({ arn: Arn, userId: UserId }, namedSessions);
    } catch (error) {
      throw awsError(error, 'asking who acts');
    } finally {
      sts.destroy();
    }
  },
});
