import { z } from 'zod';
import {
  accountId,
  organizationId,
  regionName,
  roleName,
  rolePath,
  unitId,
} from './identifiers.ts';

/** The account that holds evidence, and its region: all parts of one environment are in one. */
export const forensic = z.strictObject({ account: accountId, region: regionName });

/** The account that Security Hub gathers findings in; custom actions stand in each of its regions. */
export const securityHub = z.strictObject({
  account: accountId,
  regions: z.array(regionName).min(1, 'name at least one region'),
  /** Whether findings come by themselves, for the rules of the playbook; custom actions always do. */
  findings: z.enum(['custom-actions', 'all'], 'custom-actions or all').default('custom-actions'),
});

/** The accounts whose hosts can become a case. */
export const applications = z
  .strictObject({
    /** Their role demands that whoever enters is of this organisation. */
    organization: organizationId.optional(),
    /** Units whose accounts get the role by themselves, as a service-managed stack set. */
    units: z.array(unitId).default([]),
    /** Accounts that may be entered; every account of the organisation where none is named. */
    accounts: z.array(accountId).default([]),
    role: roleName.default('afo/member'),
    /** Whether each account gets a key for snapshots that cannot be shared under their own; a dollar a month each. */
    sharedKey: z.boolean().default(false),
    /** Agreed between the accounts; not a secret, but not to be guessed. */
    externalId: z
      .string()
      .regex(
        /^[\w+=,.@:/-]{12,1224}$/,
        'at least twelve letters and digits; `openssl rand -hex 16` makes one',
      ),
    /** Path of the workloads' own roles: only their sessions can be revoked. Empty for every path. */
    workloadPath: rolePath.default(''),
  })
  .refine(({ organization, accounts }) => organization !== undefined || accounts.length > 0, {
    error: 'name the organisation, or the accounts one by one',
    path: ['organization'],
  })
  .refine(({ organization, units }) => units.length === 0 || organization !== undefined, {
    error: 'units belong to an organisation: name it',
    path: ['organization'],
  });
