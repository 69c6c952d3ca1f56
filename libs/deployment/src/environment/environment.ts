import { z } from 'zod';
import { applications, forensic, securityHub } from './accounts.ts';
import { containment, snapshots } from './containment.ts';
import { evidence, logs, profile } from './evidence.ts';
import { forensicHosts, queue } from './forensic-hosts.ts';
import { principalArn } from './identifiers.ts';
import { network } from './network.ts';

const tagText = z.string().min(1).max(128, 'at most 128 characters');

/** The file of an environment: one deployment of the forensic account in one region, and whom it serves. */
export const environmentSchema = z.strictObject({
  /** For editors; a path to the schema of this file. */
  $schema: z.string().optional(),
  /** Part of the name of everything that is made. */
  name: z
    .string()
    .regex(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/, 'small letters, digits and hyphens, a letter first')
    .max(20, 'at most 20 characters: it stands in the names of buckets'),
  profile,
  forensic,
  securityHub: securityHub.optional(),
  applications,
  network,
  evidence,
  logs,
  forensicHosts,
  queue,
  containment,
  snapshots,
  /** Who is told of a case, and of an alarm. AWS asks each of them to agree. */
  notifications: z.strictObject({
    emails: z.array(z.email('an e-mail address')).min(1, 'name at least one'),
  }),
  /** How checkpoints are signed; ECDSA where the partition's KMS has no Ed25519. */
  checkpoints: z
    .strictObject({
      algorithm: z.enum(['ed25519', 'ecdsa-p256'], 'ed25519 or ecdsa-p256').default('ed25519'),
    })
    .prefault({}),
  /** ARNs of roles or users who may work on cases, and who may extend retention and take legal holds off. */
  people: z
    .strictObject({
      operators: z.array(principalArn).default([]),
      custodians: z.array(principalArn).default([]),
    })
    .prefault({}),
  /** A warning goes out when a month's bill of these parts comes to 80 % of it; `none` where AWS has no budgets. */
  budget: z
    .union(
      [z.literal('none'), z.strictObject({ monthlyUsd: z.number().positive() })],
      '{"monthlyUsd": 200}, or "none"',
    )
    .default({ monthlyUsd: 200 }),
  /** Path of the playbook, from the root of the repository. */
  playbook: z.string().min(1).default('deployment/playbooks/default.yaml'),
  /** On every resource, for the bill. */
  tags: z.record(tagText, tagText).default({}),
});

export type Environment = z.infer<typeof environmentSchema>;
