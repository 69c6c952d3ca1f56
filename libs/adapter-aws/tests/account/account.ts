import { z } from 'zod';
import type { AwsConfig, AwsIdentity } from '../../src/index.ts';

/** What may be looked at in a real account, and what is made there begins with. */
export interface RealAccount {
  readonly account: string;
  readonly config: AwsConfig;
  readonly prefix: string;
  readonly keys: { readonly ed25519?: string; readonly ecdsa?: string };
  readonly snapshot?: string;
  readonly instance?: string;
}

const environmentSchema = z.object({
  AFO_AWS_CONFORMANCE: z.literal('real', 'AFO_AWS_CONFORMANCE is `real`, or is not set'),
  AFO_AWS_CONFORMANCE_ACCOUNT: z
    .string()
    .regex(/^\d{12}$/, 'AFO_AWS_CONFORMANCE_ACCOUNT names the account whose keys are in use'),
  AFO_AWS_CONFORMANCE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,19}$/)
    .default('afo-conformance'),
  AFO_AWS_CONFORMANCE_ED25519_KEY: z.string().min(1).optional(),
  AFO_AWS_CONFORMANCE_ECDSA_KEY: z.string().min(1).optional(),
  AFO_AWS_CONFORMANCE_SNAPSHOT: z
    .string()
    .regex(/^snap-[0-9a-f]+$/)
    .optional(),
  AFO_AWS_CONFORMANCE_INSTANCE: z
    .string()
    .regex(/^i-[0-9a-f]+$/)
    .optional(),
  AWS_REGION: z.string().min(1, 'AWS_REGION says in which region'),
  AWS_ENDPOINT_URL: z.never('AWS_ENDPOINT_URL points somewhere else than at AWS').optional(),
});

/**
 * The account that AFO_AWS_CONFORMANCE asks for; none when it is not set.
 * @throws Error when it is set and not everything is said: nobody gets there by accident
 */
export function realAccountOf(
  environment: Readonly<Record<string, string | undefined>>,
): RealAccount | undefined {
  if (environment['AFO_AWS_CONFORMANCE'] === undefined) return undefined;
  const read = environmentSchema.safeParse(environment);
  if (!read.success) throw new Error(read.error.issues.map(({ message }) => message).join('; '));
  const given = read.data;
  return {
    account: given.AFO_AWS_CONFORMANCE_ACCOUNT,
    // Keys are those of the SDK's own chain.
    config: { region: given.AWS_REGION },
    prefix: given.AFO_AWS_CONFORMANCE_PREFIX,
    keys: {
      ...(given.AFO_AWS_CONFORMANCE_ED25519_KEY === undefined
        ? {}
        : { ed25519: given.AFO_AWS_CONFORMANCE_ED25519_KEY }),
      ...(given.AFO_AWS_CONFORMANCE_ECDSA_KEY === undefined
        ? {}
        : { ecdsa: given.AFO_AWS_CONFORMANCE_ECDSA_KEY }),
    },
    ...(given.AFO_AWS_CONFORMANCE_SNAPSHOT === undefined
      ? {}
      : { snapshot: given.AFO_AWS_CONFORMANCE_SNAPSHOT }),
    ...(given.AFO_AWS_CONFORMANCE_INSTANCE === undefined
      ? {}
      : { instance: given.AFO_AWS_CONFORMANCE_INSTANCE }),
  };
}

/** @throws Error unless the keys that are in use are of the account that was named. */
export function mustBeIn({ account }: RealAccount, caller: Pick<AwsIdentity, 'account'>): void {
  if (caller.account !== account)
    throw new Error(
      `AFO_AWS_CONFORMANCE_ACCOUNT is ${account}, and the keys are of ${caller.account}: nothing was done`,
    );
}
