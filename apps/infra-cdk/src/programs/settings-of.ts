import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import type { MadeArns } from './places.ts';

/** The variables with which a program is started; the programs read them by `programSettings`. */
export function settingsOf(
  place: Place,
  made: Pick<MadeArns, 'signingKey' | 'evidenceKey' | 'snapshotKey'>,
): Readonly<Record<string, string>> {
  const { environment, names } = place;
  const { externalId, role } = environment.applications;
  return {
    AFO_ENTRIES_TABLE: names.entriesTable,
    AFO_CASES_TABLE: names.casesTable,
    AFO_TOKENS_TABLE: names.tokensTable,
    AFO_VAULT_BUCKET: names.vaultBucket,
    AFO_REJECTED_BUCKET: names.rejectedBucket,
    AFO_SIGNING_KEY: made.signingKey,
    AFO_EVIDENCE_KEY: made.evidenceKey,
    AFO_SNAPSHOT_KEY: made.snapshotKey,
    AFO_KEY_NAME: names.keyName,
    AFO_TOPIC_ARN: arnIn(place, 'sns', names.topic),
    AFO_EVENT_BUS: arnIn(place, 'events', `event-bus/${names.bus}`),
    AFO_STATE_MACHINE_ARN: arnIn(place, 'states', `stateMachine:${names.stateMachine}`),
    AFO_MEMBER_ROLE: role,
    AFO_MEMBER_EXTERNAL_ID: externalId,
    ...containmentOf(place),
    ...snapshotsOf(place),
  };
}

const word = (on: boolean): string => (on ? 'yes' : 'no');

function containmentOf({ environment, names }: Place): Readonly<Record<string, string>> {
  const { containment } = environment;
  return given({
    AFO_CONTAIN_ALLOW_OUT: containment.allowOut.join(', '),
    AFO_CONTAIN_ALLOW_IN: containment.allowIn.join(', '),
    AFO_CONTAIN_CUT: word(containment.cutConnections),
    AFO_CONTAIN_ACL: word(containment.closeSubnets),
    AFO_CONTAIN_ROLE: containment.roles,
    AFO_CONTAIN_PROFILE: names.containedProfile,
    AFO_PROOF_ANALYZER: word(containment.reachabilityAnalyzer),
    AFO_PROOF_DOCUMENT: containment.probeDocument ?? '',
  });
}

function snapshotsOf({ environment }: Place): Readonly<Record<string, string>> {
  const { afterVerification, copy, lock, sharedKeys } = environment.snapshots;
  const placed = sharedKeys.map(
    ({ account, region, key }) =>
      `${region === undefined ? account : `${account}/${region}`}=${key}`,
  );
  return given({
    AFO_SHARED_KEYS: placed.join(','),
    AFO_SNAPSHOT_COPY: copy,
    AFO_SNAPSHOT_SET: afterVerification,
    AFO_SNAPSHOT_LOCK: lock === undefined ? '' : `${lock.mode}:${lock.days}`,
  });
}

/** A setting that says nothing is left out: Lambda takes no empty variable that means "none". */
const given = (settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
