import type { Places } from '@afo/iam-policies';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';

/** What AWS gives an id of its own, known at deployment only: ARNs. */
export interface MadeArns {
  readonly signingKey: string;
  readonly evidenceKey: string;
  readonly snapshotKey: string;
  readonly queueSecret: string;
}

/**
 * Stand-ins of the length that the ARNs will have: policies are cut into documents by their size, and the ARN of a
 * key is unknown while they are cut.
 */
const standInsOf = (place: Place): MadeArns => ({
  signingKey: keyStandIn(place, 'signing'),
  evidenceKey: keyStandIn(place, 'evidence'),
  snapshotKey: keyStandIn(place, 'snapshots'),
  queueSecret: arnIn(place, 'secretsmanager', `secret:${place.names.queueSecret}-??????`),
});

const keyStandIn = (place: Place, name: string): string =>
  arnIn(place, 'kms', `key/${name.padEnd(36, '?')}`);

/** What the policies of `@afo/iam-policies` are made from, and by what their stand-ins are replaced. */
export function policyPlaces(place: Place): {
  readonly places: Places;
  readonly filledBy: (made: MadeArns) => ReadonlyMap<string, string>;
} {
  const standIns = standInsOf(place);
  const keys = ['signingKey', 'evidenceKey', 'snapshotKey', 'queueSecret'] as const;
  return {
    places: { ...placesOf(place), ...standIns },
    filledBy: (made) => new Map(keys.map((key) => [standIns[key], made[key]])),
  };
}

function placesOf(place: Place): Omit<Places, keyof MadeArns> {
  const { environment, names, partition } = place;
  const { accounts, externalId, organization, role } = environment.applications;
  return {
    ...environment.forensic,
    partition,
    tables: { entries: names.entriesTable, cases: names.casesTable, tokens: names.tokensTable },
    vaultBucket: names.vaultBucket,
    rejectedBucket: names.rejectedBucket,
    topic: arnIn(place, 'sns', names.topic),
    eventBus: arnIn(place, 'events', `event-bus/${names.bus}`),
    stateMachine: arnIn(place, 'states', `stateMachine:${names.stateMachine}`),
    findingsQueue: arnIn(place, 'sqs', names.findingsQueue),
    rolePath: names.rolePath,
    member: {
      role,
      externalId,
      ...(accounts.length === 0 ? {} : { accounts }),
      ...(organization === undefined ? {} : { organization }),
    },
  };
}
