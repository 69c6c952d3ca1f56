import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isEntry } from '@afo/domain';
import type { CaseId, CaseState, Entry } from '@afo/domain';
import type { IngestPorts } from '@afo/pipeline';
import { ingest, loadPlaybook, releaseHost } from '@afo/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES } from '../../src/scenario.ts';
import { play } from '../faults/play.ts';
import { startStand } from '../faults/stand.ts';
import type { Stand } from '../faults/stand.ts';
import { lookAtUser, makeRole, makeUser, policiesOfRole } from './look.ts';

// Cases on principals of IAM over the wire, from the order in Security Hub to the release. The stores are those of this
// machine. Moto keeps what IAM is told and enforces nothing of it, and it has no policy simulator: so the cases end as
// "not proven", which is what they must do. A proof is shown by apps/case-workflow/tests/aws/principal on a model.

const PLAYBOOK = resolve(import.meta.dirname, '../../../../deployment/playbooks/default.yaml');
const ORDER = { actor: { kind: 'human', name: 'Examiner' }, reason: 'the drill is over' } as const;
const { partition, member } = PLACES;

let stand: Stand;
let ports: IngestPorts;
beforeAll(async () => {
  stand = await startStand();
  ports = {
    ...{ ...stand.local.ports, stack: 'aws', host: stand.stack.ports.host },
    notifier: { notify: () => Promise.resolve([]) },
  };
}, 60_000);
afterAll(async () => {
  await stand.close();
});

/** A finding of GuardDuty in Security Hub for which a person has chosen the isolation. */
const ordered = (id: string, Resources: readonly object[]) => {
  const at = new Date().toISOString();
  return Buffer.from(
    JSON.stringify({
      source: 'aws.securityhub',
      'detail-type': 'Security Hub Findings - Custom Action',
      detail: {
        actionName: 'Forensic Isolation',
        findings: [
          {
            SchemaVersion: '2018-10-08',
            Id: id,
            ProductArn: `arn:${partition}:securityhub:${member.region}::product/aws/guardduty`,
            ProductName: 'GuardDuty',
            AwsAccountId: member.account,
            Region: member.region,
            Types: ['TTPs/UnauthorizedAccess:IAMUser-MaliciousIPCaller'],
            CreatedAt: at,
            UpdatedAt: at,
            Severity: { Label: 'HIGH' },
            Title: 'Calls from an address on a threat list.',
            Resources,
          },
        ],
      },
    }),
  );
};

const keyOf = (AccessKeyId: string, PrincipalName: string, PrincipalType: string) => ({
  Type: 'AwsIamAccessKey',
  Id: `AWS::IAM::AccessKey:${AccessKeyId}`,
  Partition: partition,
  Region: member.region,
  Details: { AwsIamAccessKey: { AccessKeyId, PrincipalName, PrincipalType } },
});

async function taken(bytes: Uint8Array): Promise<readonly CaseId[]> {
  const playbook = loadPlaybook(await readFile(PLAYBOOK, 'utf8'));
  const { cases, rejected } = await ingest(ports, bytes, { playbook });
  expect(rejected).toEqual([]);
  return cases.map((one) => one.case);
}

async function entriesOf(id: CaseId): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(id)) entries.push(entry);
  return entries;
}

const statusOf = (state: CaseState, step: string) => state.steps.get(step)?.status;
const playWhole = (id: CaseId): Promise<CaseState> => play(ports, id, () => undefined);

describe('when the keys of a user are misused', () => {
  it('CON-7 is denied everything and its key made inactive, is not called isolated without a proof, and is given back exactly', async () => {
    const [active = '', spare = ''] = await makeUser(stand.lab, 'deploy');
    const before = await lookAtUser(stand.lab, 'deploy');
    const [id, ...others] = await taken(ordered('user-1', [keyOf(active, 'deploy', 'IAMUser')]));
    if (id === undefined) throw new Error('no case was opened');
    expect(others).toEqual([]);

    const state = await playWhole(id);

    const contained = await lookAtUser(stand.lab, 'deploy');
    expect(contained.keys.toSorted()).toEqual([`${active} Inactive`, `${spare} Inactive`].sort());
    expect(contained.hasPassword).toBe(true);
    expect(contained.documents).toMatchObject(before.documents);
    expect(JSON.parse(contained.documents[`afo-denied-${id}`] ?? '')).toMatchObject({
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });
    expect(state.containment).toBe('unproven');
    expect(
      ['triage', 'plan', 'preserve', 'snapshot', 'contain', 'prove', 'report'].map((step) =>
        statusOf(state, step),
      ),
    ).toEqual([
      ...['succeeded', 'succeeded', 'skipped', 'skipped', 'succeeded', 'failed', 'succeeded'],
    ]);
    const entries = await entriesOf(id);
    const reasons = entries.filter((entry) => isEntry(entry, 'containment.unproven'));
    expect(reasons.map(({ body }) => body.reason).join()).toMatch(/simulator/);
    const changed = entries.filter((entry) => isEntry(entry, 'resource.changed'));
    expect(new Set(changed.map(({ body }) => body.resource))).toEqual(new Set(['deploy', active]));
    expect(entries.some((entry) => isEntry(entry, 'evidence.sealed'))).toBe(true);

    await releaseHost(ports, { caseId: id, ...ORDER });

    expect(await lookAtUser(stand.lab, 'deploy')).toEqual(before);
  }, 120_000);
});

describe('when credentials were carried off an instance', () => {
  it('opens a case on the instance and one on its role, which denies the older sessions and says that new ones may come', async () => {
    await makeRole(stand.lab, 'courier');
    const instance = {
      Type: 'AwsEc2Instance',
      Id: `arn:${partition}:ec2:${member.region}:${member.account}:instance/${stand.instance}`,
    };
    const key = keyOf('ASIAIOSFODNN7EXAMPLE', 'courier', 'AssumedRole');
    const cases = await taken(ordered('exfiltration-1', [key, instance]));
    const listed = await ports.log.list({ status: 'open', kind: 'iam-role' });
    const [role] = listed;
    if (role === undefined) throw new Error('no case was opened on the role');
    expect(cases).toHaveLength(2);
    expect(listed.map(({ subject }) => subject.id)).toEqual(['courier']);

    const state = await playWhole(role.id);

    expect(await policiesOfRole(stand.lab, 'courier')).toEqual([
      expect.stringMatching(/"Effect":"Deny".*"DateLessThan":\{"aws:TokenIssueTime":/),
    ]);
    expect(statusOf(state, 'contain')).toBe('succeeded');
    expect(state.containment).toBe('unproven');
    await releaseHost(ports, { caseId: role.id, ...ORDER });
    expect(await policiesOfRole(stand.lab, 'courier')).toEqual([]);
  }, 120_000);
});

describe('when the order names what the orchestrator stands on', () => {
  it('never contains the role by which it enters the account, and the case says so', async () => {
    const own = {
      Type: 'AwsIamRole',
      Id: `arn:${partition}:iam::${member.account}:role/afo/forensic-member`,
    };
    const [id] = await taken(ordered('own-1', [own]));
    if (id === undefined) throw new Error('no case was opened');

    const state = await playWhole(id);

    expect(statusOf(state, 'contain')).toBe('skipped');
    expect(state.containment).toBe('unproven');
    expect(await policiesOfRole(stand.lab, 'forensic-member')).toEqual([]);
  }, 120_000);
});
