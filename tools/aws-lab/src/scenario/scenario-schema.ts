import { z } from 'zod';
import { labFaultSchema } from '../gateway/fault-schema.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);
const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const cidr = z.string().regex(/^\d+(\.\d+){3}\/\d+$/);
const place = { account: name, region: regionName };

const ruleSchema = z.strictObject({
  protocol: z.enum(['tcp', 'udp', 'icmp', '-1']),
  from: z.int().optional(),
  to: z.int().optional(),
  cidr,
});

const networkSchema = z.strictObject({
  name,
  ...place,
  cidr,
  subnets: z.array(z.strictObject({ name, cidr, zone: z.string().optional() })).min(1),
  groups: z
    .array(
      z.strictObject({
        name,
        ingress: z.array(ruleSchema).default([]),
        egress: z.array(ruleSchema).optional(),
      }),
    )
    .default([]),
});

const interfaceSchema = z.strictObject({
  subnet: name,
  groups: z.array(name).min(1),
  /** With an Elastic IP address. */
  address: z.boolean().default(false),
});

const volumeSchema = z.strictObject({
  device: z.string(),
  sizeGiB: z.int().positive(),
  /** Path of a raw disk image, relative to the scenario's folder, that a snapshot of the volume holds. */
  image: z.string().optional(),
  /** Name of one of the scenario's keys. */
  key: name.optional(),
});

const instanceSchema = z.strictObject({
  name,
  ...place,
  /** The first one is the primary. */
  interfaces: z.array(interfaceSchema).min(1).max(8),
  /** The first one is the boot volume. */
  volumes: z.array(volumeSchema).min(1),
  profile: name.optional(),
  scalingGroup: name.optional(),
  targetGroups: z.array(name).default([]),
  tags: z.record(z.string(), z.string()).default({}),
  userData: z.string().optional(),
  /** Path of a picture of its console. */
  screenshot: z.string().optional(),
  stopped: z.boolean().default(false),
});

/** A role that others can take; `policy` is what it may do, kept in IAM and not enforced by the lab. */
const roleSchema = z.strictObject({
  name: z.string().regex(/^[\w+=,.@-]+(\/[\w+=,.@-]+)*$/),
  account: name,
  externalId: z.string().optional(),
  /** Names of accounts, or ARNs of roles. */
  trusts: z.array(z.string()).default([]),
  policy: z.unknown().optional(),
});

/** A role for instances, worn by a profile of the same name. */
const profileSchema = z.strictObject({
  name,
  account: name,
  path: z
    .string()
    .regex(/^\/([\w/-]+\/)?$/)
    .default('/'),
  policy: z.unknown().optional(),
});

export const scenarioSchema = z
  .strictObject({
    accounts: z.record(name, z.string().regex(/^\d{12}$/)),
    /** Of what has no region of its own, as roles; it decides the partition too. */
    region: regionName,
    roles: z.array(roleSchema).default([]),
    profiles: z.array(profileSchema).default([]),
    keys: z
      .array(
        z.strictObject({
          name,
          ...place,
          manager: z.enum(['AWS', 'CUSTOMER']),
          sharedWith: z.array(name).default([]),
        }),
      )
      .default([]),
    networks: z.array(networkSchema).default([]),
    scalingGroups: z
      .array(z.strictObject({ name, ...place, subnet: name, most: z.int().positive() }))
      .default([]),
    targetGroups: z
      .array(z.strictObject({ name, ...place, network: name, port: z.int().positive() }))
      .default([]),
    instances: z.array(instanceSchema).default([]),
    /** ASFF; `{{instance.web}}`, `{{account.member}}` and the like stand for what the lab has made. */
    findings: z
      .array(z.strictObject({ ...place, finding: z.record(z.string(), z.unknown()) }))
      .default([]),
    /** Lines of flow logs; their stream is called `scripted`. */
    flowLogs: z
      .array(
        z.strictObject({ ...place, network: name, group: z.string(), lines: z.array(z.string()) }),
      )
      .default([]),
    /** What Reachability Analyzer is to find, marked `scripted` in its answers. */
    reachability: z.array(z.strictObject({ ...place, found: z.boolean() })).default([]),
    /** In force once everything is made. */
    faults: z.array(labFaultSchema).default([]),
    seed: z.int().default(1),
  })
  .readonly();

/** What there is in the lab before a test begins. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** As a file or a test writes it, with what can be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type ScenarioInstance = Scenario['instances'][number];
export type ScenarioNetwork = Scenario['networks'][number];
