import { z } from 'zod';
import { programSettings } from '../settings/program-settings.ts';
import { accountId, kmsKeyArn, regionName } from './identifiers.ts';

const given = programSettings.shape;
/** The rules are those that the programs take, and are handed to them as one text. */
const allowList = (variable: 'AFO_CONTAIN_ALLOW_OUT' | 'AFO_CONTAIN_ALLOW_IN') =>
  z
    .array(z.string())
    .default([])
    .superRefine((rules, context) => {
      for (const issue of given[variable].safeParse(rules.join(', ')).error?.issues ?? [])
        context.addIssue({ code: 'custom', message: issue.message });
    });

/** What containment does where there is a choice; as it is described in the operator's guide. */
export const containment = z
  .strictObject({
    /** What a contained host may still reach, or be reached by: `tcp 443-443 10.0.0.0/16`. */
    allowOut: allowList('AFO_CONTAIN_ALLOW_OUT'),
    allowIn: allowList('AFO_CONTAIN_ALLOW_IN'),
    cutConnections: z.boolean().default(true),
    closeSubnets: z.boolean().default(false),
    /** How a role that is itself the subject is contained: its older sessions are denied, or whoever wears it. */
    roles: z.enum(['sessions', 'everything'], 'sessions or everything').default('sessions'),
    reachabilityAnalyzer: z.boolean().default(false),
    probeDocument: z.string().min(1).optional(),
  })
  .prefault({});

/** How snapshots come into the forensic account. */
export const snapshots = z
  .strictObject({
    /** Keys of application accounts under which snapshots are copied that cannot be shared under their own. */
    sharedKeys: z
      .array(z.strictObject({ account: accountId, region: regionName.optional(), key: kmsKeyArn }))
      .default([]),
    copy: z.enum(['when-needed', 'always'], 'when-needed or always').default('when-needed'),
    afterVerification: z.enum(['keep', 'remove'], 'keep or remove').default('keep'),
    lock: z
      .strictObject({
        mode: z.enum(['governance', 'compliance'], 'governance or compliance'),
        days: z.int().min(1).max(36_500),
      })
      .optional(),
  })
  .prefault({});
