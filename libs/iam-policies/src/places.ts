/** Names and ARNs of a deployed forensic account; nothing of them is known to the code (F-67). */
export interface Places {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly tables: { readonly entries: string; readonly cases: string; readonly tokens: string };
  readonly vaultBucket: string;
  readonly rejectedBucket: string;
  /** ARNs. */
  readonly signingKey: string;
  readonly evidenceKey?: string;
  readonly snapshotKey?: string;
  readonly topic: string;
  /** ARN of the bus on which systems are told; none is written to unless given. */
  readonly eventBus?: string;
  readonly stateMachine: string;
  readonly findingsQueue: string;
  readonly queueSecret: string;
  /** What stands ahead of a program's name in the ARN of its role: a path, and maybe the beginning of the name. */
  readonly rolePath: string;
  readonly member: {
    /** Name of the role in each application account, with its path. */
    readonly role: string;
    readonly externalId: string;
    /** Accounts that may be entered; all of the organisation where none are named. */
    readonly accounts?: readonly string[];
    readonly organization?: string;
  };
}

/** What the policies of the role in one application account are made from. */
export interface MemberPlaces {
  readonly partition: string;
  /** The application account. */
  readonly account: string;
  readonly forensicAccount: string;
  /** What stands ahead of a program's name in the ARN of its role in the forensic account. */
  readonly rolePath: string;
  readonly role: string;
  readonly externalId: string;
  readonly organization?: string;
  /**
   * Path of the workloads' own roles, with its slash at the end: only their sessions can be revoked, and their profiles
   * put back. Empty stands for every role but those of the orchestrator.
   */
  readonly workloadPath: string;
  /** Path and name of the role that a host gets in place of its own while it is contained; it gets none without. */
  readonly replacementRole?: string;
  /** ARN of the key under which snapshots are copied that cannot be shared under their own. */
  readonly sharedKey?: string;
  /** ARNs of the SSM documents that may be run; none unless given. */
  readonly documents?: readonly string[];
}

type Home = Pick<Places, 'partition' | 'account' | 'region'>;

/** An ARN in the forensic account and its region. */
export const arnAt = ({ partition, region, account }: Home, service: string, rest: string) =>
  `arn:${partition}:${service}:${region}:${account}:${rest}`;

/** An ARN in the application account. The region is that of a subject, which no policy can know. */
export const memberArn = (
  { partition, account }: Pick<MemberPlaces, 'partition' | 'account'>,
  service: string,
  rest: string,
): string => `arn:${partition}:${service}:*:${account}:${rest}`;

export const globalArn = (
  { partition, account }: Pick<Places, 'partition' | 'account'>,
  rest: string,
): string => `arn:${partition}:iam::${account}:${rest}`;

/** The policies that AWS manages, in every account the same. */
export const managedPolicies = (partition: string): string => `arn:${partition}:iam::aws:policy/*`;

/** Snapshots bear no account in their ARN. */
export const snapshotArn = (partition: string, region: string, id: string): string =>
  `arn:${partition}:ec2:${region}::snapshot/${id}`;

export const bucketArn = ({ partition }: Pick<Places, 'partition'>, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`;
