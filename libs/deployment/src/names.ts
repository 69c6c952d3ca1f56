import type { Environment } from './environment/environment.ts';

/** What the parts of a deployment are called. All of it follows from the environment's file; nothing is looked up. */
export interface DeployedNames {
  readonly prefix: string;
  readonly entriesTable: string;
  readonly casesTable: string;
  readonly tokensTable: string;
  readonly vaultBucket: string;
  readonly rejectedBucket: string;
  readonly accessLogBucket: string;
  readonly trailBucket: string;
  readonly topic: string;
  readonly bus: string;
  readonly findingsQueue: string;
  readonly findingsDeadLetters: string;
  readonly stateMachine: string;
  readonly queueSecret: string;
  /** Path and beginning of the name of each program's role. */
  readonly rolePath: string;
  /** Aliases of the keys, and the name under which checkpoints are signed. */
  readonly evidenceKey: string;
  readonly signingKey: string;
  readonly snapshotKey: string;
  readonly operationsKey: string;
  readonly keyName: string;
  /** In application accounts: path and name of the profile of contained hosts, and the alias of the key, if one is made. */
  readonly containedProfile: string;
  readonly sharedKey: string;
  /** Parameter of Systems Manager that holds the id of the forensic hosts' image. */
  readonly imageParameter: string;
  /** The function that counts the jobs of the queue each minute. */
  readonly jobCounter: string;
}

/** What of an environment decides them. */
type Named = Pick<Environment, 'name' | 'forensic'> & {
  readonly applications: Pick<Environment['applications'], 'role'>;
};

/** Names of buckets are one for everybody in AWS, so theirs end in account and region. */
export function deployedNames({ name, forensic, applications }: Named): DeployedNames {
  const prefix = `afo-${name}`;
  const bucket = (what: string) => `${prefix}-${what}-${forensic.account}-${forensic.region}`;
  return {
    prefix,
    entriesTable: `${prefix}-entries`,
    casesTable: `${prefix}-cases`,
    tokensTable: `${prefix}-tokens`,
    vaultBucket: bucket('vault'),
    rejectedBucket: bucket('rejected'),
    accessLogBucket: bucket('access'),
    trailBucket: bucket('trail'),
    topic: `${prefix}-messages`,
    bus: `${prefix}-findings`,
    findingsQueue: `${prefix}-findings`,
    findingsDeadLetters: `${prefix}-findings-dead`,
    stateMachine: `${prefix}-case`,
    queueSecret: `${prefix}/queue`,
    rolePath: `afo/${name}-`,
    evidenceKey: `alias/${prefix}-evidence`,
    signingKey: `alias/${prefix}-signing`,
    snapshotKey: `alias/${prefix}-snapshots`,
    operationsKey: `alias/${prefix}-operations`,
    keyName: `${prefix}.${forensic.account}`,
    containedProfile: `${applications.role}-contained`,
    sharedKey: `${prefix}-shared`,
    // Image Builder may write parameters of this path alone.
    imageParameter: `/imagebuilder/${prefix}`,
    jobCounter: `${prefix}-count-jobs`,
  };
}
