import { isIPv4 } from 'node:net';
import { z } from 'zod';

const PAIR = /^\d{12}(?:\/[a-z0-9-]+)?=\S+$/;

const sharedKeys = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .refine(
    (parts) => parts.every((part) => PAIR.test(part)),
    'each part is <account>=<key>, or <account>/<region>=<key>',
  )
  .transform((parts) => new Map(parts.map(pairOf)));

const snapshotLock = z
  .string()
  .regex(/^(?:governance|compliance):\d{1,5}$/, 'governance:<days> or compliance:<days>')
  .transform((text) => ({
    mode: text.startsWith('governance') ? ('governance' as const) : ('compliance' as const),
    days: Number(text.split(':')[1]),
  }));

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []));

/** A rule as a quarantine group is read back: `tcp 443-443 10.0.0.0/16`, `all sg-…`. */
const RULE =
  /^(?:all|(?:tcp|udp) \d{1,5}-\d{1,5}) (?:[\da-f:.]+\/\d{1,3}|pl-[\da-f]+|sg-[\da-f]+)$/;

/** EC2 takes the bits of a host away; then the group would never read back as it was set. IPv6 is not looked into. */
function isPlainNetwork(peer: string): boolean {
  const [, address = '', bits = ''] = /^(\d+(?:\.\d+){3})\/(\d+)$/.exec(peer) ?? [];
  if (address === '') return true;
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return isIPv4(address) && Number(bits) <= 32 && value % 2 ** (32 - Number(bits)) === 0;
}

/** Whom a contained host may talk with: a slip here would be found out in an incident, when the group does not close. */
const allowList = list
  .refine(
    (rules) => rules.every((rule) => RULE.test(rule)),
    'each part is like `tcp 443-443 10.0.0.0/16`, with a network, pl-… or sg-…',
  )
  .refine(
    (rules) => rules.every((rule) => isPlainNetwork(rule.slice(rule.lastIndexOf(' ') + 1))),
    'a network has no bits of a host: 10.0.0.0/16, and not 10.0.0.1/16',
  )
  .refine(
    (rules) => !rules.some((rule) => rule.endsWith('/0')),
    'a host that may talk with everybody is not contained',
  );

/** The environment of every program in AWS, by the names of its variables. */
export const programSettings = z.object({
  AWS_REGION: z.string().min(1),
  /** One address for all services, in a lab only. */
  AWS_ENDPOINT_URL: z.url().optional(),
  AFO_ENTRIES_TABLE: z.string().min(1),
  AFO_CASES_TABLE: z.string().min(1),
  AFO_TOKENS_TABLE: z.string().min(1),
  AFO_VAULT_BUCKET: z.string().min(1),
  AFO_REJECTED_BUCKET: z.string().min(1),
  /** Id or ARN of the key that signs checkpoints, and the name under which it signs. */
  AFO_SIGNING_KEY: z.string().min(1),
  AFO_KEY_NAME: z.string().min(1),
  /** KMS key of the evidence; that of the bucket unless given. */
  AFO_EVIDENCE_KEY: z.string().optional(),
  AFO_TOPIC_ARN: z.string().min(1),
  /** Name or ARN of a bus of EventBridge on which systems are told what people are told. */
  AFO_EVENT_BUS: z.string().min(1).optional(),
  /** The state machine of cases; whoever starts none needs none. */
  AFO_STATE_MACHINE_ARN: z.string().optional(),
  /** Role in member accounts, with its path, and the external id that it asks for. */
  AFO_MEMBER_ROLE: z.string().min(1),
  AFO_MEMBER_EXTERNAL_ID: z.string().min(1),
  /**
   * KMS keys under which snapshots are copied that cannot be shared under their own: `<account>=<key>,…`, or
   * `<account>/<region>=<key>` where an account has hosts in several regions, as a key is of one region.
   */
  AFO_SHARED_KEYS: sharedKeys,
  /** Which snapshots are copied so: those under keys of AWS, or all that are not under the shared key. */
  AFO_SNAPSHOT_RECRYPT: z.enum(['keys-of-aws', 'other-keys']).default('keys-of-aws'),
  /** Minutes in which AWS commits itself to complete a copy, 15 to 2,880 in steps of 15; without, as it comes. */
  AFO_SNAPSHOT_COPY_MINUTES: z.coerce.number().int().optional(),
  /** Whether the snapshots in the member account stay when the evidence is verified. */
  AFO_SNAPSHOT_SET: z.enum(['keep', 'remove']).default('keep'),
  /** KMS key of copied snapshots in this account. */
  AFO_SNAPSHOT_KEY: z.string().optional(),
  /** Whether snapshots that are in this account and region already are copied all the same. */
  AFO_SNAPSHOT_COPY: z.enum(['when-needed', 'always']).default('when-needed'),
  /** Lock of the snapshots that are read: `governance:<days>` or `compliance:<days>`; none unless given. */
  AFO_SNAPSHOT_LOCK: snapshotLock.optional(),
  /** Whether Reachability Analyzer may be used for proofs: it makes paths, and each analysis is billed. */
  AFO_PROOF_ANALYZER: z.enum(['yes', 'no']).default('no'),
  /** SSM document by which a host itself tries to get out; none is run without it. */
  AFO_PROOF_DOCUMENT: z.string().optional(),
  /** What a contained host may still reach, e.g. `tcp 443-443 10.0.0.0/16, tcp 443-443 pl-0123`. */
  AFO_CONTAIN_ALLOW_OUT: allowList,
  AFO_CONTAIN_ALLOW_IN: allowList,
  /** Whether connections that stand are cut by a short passage through an open group. */
  AFO_CONTAIN_CUT: z.enum(['yes', 'no']).default('yes'),
  /** Whether the subnet of an interface whose groups cannot be changed is closed by a network ACL. */
  AFO_CONTAIN_ACL: z.enum(['yes', 'no']).default('no'),
  /** Name, with its path, of the profile that a contained host gets in place of its own; in its own account. */
  AFO_CONTAIN_PROFILE: z
    .string()
    .regex(
      /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
      'the name of a profile with its path, and no ARN: each account has its own',
    )
    .optional(),
  /** Whether the containment of a role denies its older sessions alone, or everything to whoever wears it. */
  AFO_CONTAIN_ROLE: z.enum(['sessions', 'everything']).default('sessions'),
  /** Roles (`<account>/<role name>`, commas between) whose trust policy makes every session bear its person's name. */
  AFO_NAMED_SESSIONS: z
    .string()
    .regex(/^\d{12}\/[\w+=,.@-]+(?:, *\d{12}\/[\w+=,.@-]+)*$/, 'roles as <account>/<role name>')
    .transform((text): ReadonlySet<string> => new Set(text.split(/, *(?=\d{12}\/)/)))
    .optional(),
});

export type ProgramSettings = z.infer<typeof programSettings>;

/** What stands before the first `=`, and what behind it. */
function pairOf(part: string): [place: string, key: string] {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
}
