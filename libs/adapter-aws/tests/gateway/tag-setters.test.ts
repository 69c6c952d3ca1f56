import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { cloudTrailDesk } from '@afo/aws-lab';
import type { SubjectTag, TagSetters } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsIdentity, clientSettings, trailTagSetters } from '../../src/index.ts';
import { MemberAccounts } from '../../src/member-accounts.ts';
import { FORENSIC, gateway, MEMBER, REGION } from './gateway.ts';

const ROLE = 'afo/member-access';
const KEY = 'afo:skip-triage';
const lab = gateway({
  desks: (calls) => [cloudTrailDesk(calls)],
  roles: [{ account: MEMBER, name: ROLE, externalId: 'agreed', trusts: [FORENSIC] }],
});
const roleArn = (name: string): string => `arn:aws:iam::${MEMBER}:role/${name}`;

let accounts: MemberAccounts;
let setters: TagSetters;
let instance: string;
beforeAll(async () => {
  accounts = new MemberAccounts({
    aws: lab.config(),
    identity: await awsIdentity(lab.config()),
    member: { role: ROLE, externalId: 'agreed' },
  });
  setters = trailTagSetters({
    enter: (account, region) =>
      accounts.enter(account, region, { case: 'not-yet', step: 'triage' }),
  });
  const ec2 = new EC2Client(lab.client(MEMBER));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }),
  );
  ec2.destroy();
  instance = Instances[0]?.InstanceId ?? '';
}, 60_000);
afterAll(() => {
  accounts.close();
});

const tagged = (change: Partial<SubjectTag> = {}): SubjectTag => ({
  subject: {
    kind: 'ec2-instance',
    id: instance,
    partition: 'aws',
    account: MEMBER,
    region: REGION,
  },
  key: KEY,
  value: 'true',
  ...change,
});

/** Sets a tag of the instance under a role of its account. */
async function setTag(
  [role, session]: readonly [string, string],
  Key: string,
  Value: string,
): Promise<void> {
  const credentials = lab
    .now()
    .credentials({ account: MEMBER, name: role }, { name: session, region: REGION });
  const ec2 = new EC2Client(clientSettings(lab.config({ credentials })));
  await ec2.send(new CreateTagsCommand({ Resources: [instance], Tags: [{ Key, Value }] }));
  ec2.destroy();
}

describe('when it is asked who set a tag', () => {
  it('TRI-6 names the role that did, and looks in a session of the member account for triage', async () => {
    await setTag(['ForensicsAdministrator', 'ann'], KEY, 'true');
    await setTag(['web', instance], 'Name', 'true');

    expect(await setters.setterOf(tagged())).toEqual({ arn: roleArn('ForensicsAdministrator') });
    expect(
      lab
        .now()
        .calls()
        .filter(({ operation }) => operation === 'LookupEvents'),
    ).toMatchObject([
      { principal: { account: MEMBER, role: ROLE, tags: { case: 'not-yet', step: 'triage' } } },
    ]);
  });

  it('F-28 names the workload where it has set the tag again, and nobody for a value that was changed', async () => {
    await setTag(['web', 'ForensicsAdministrator'], KEY, 'yes');

    expect(await setters.setterOf(tagged({ value: 'yes' }))).toEqual({ arn: roleArn('web') });
    expect(await setters.setterOf(tagged())).toEqual({
      unknown: 'CreateTags changed the tag since, as CloudTrail tells it',
    });
  });

  it('TRI-6 does not know of a tag without an event, of other subjects, and where it may not look', async () => {
    const elsewhere = { ...tagged().subject, account: '777788889999' };
    const away = trailTagSetters({ enter: () => lab.config({ endpoint: 'http://127.0.0.1:9' }) });

    const told = await Promise.all([
      setters.setterOf(tagged({ key: 'IsTriageRequired' })),
      setters.setterOf(tagged({ subject: { kind: 'host', id: 'web-01' } })),
      setters.setterOf(tagged({ subject: elsewhere as SubjectTag['subject'] })),
      away.setterOf(tagged()),
    ]);

    expect(told).toEqual([
      { unknown: 'no event of the last 90 days tells it' },
      { unknown: 'only tags of EC2 instances are looked up' },
      { unknown: expect.stringMatching(/not read to the end \(aws\.(denied|expired)\)/) as string },
      { unknown: 'CloudTrail was not read to the end (aws.unavailable)' },
    ]);
  });

  it('TRI-6 does not know where more is in the trail than is read, and hides nothing by it', async () => {
    await setTag(['ForensicsAdministrator', 'ann'], KEY, 'on');
    const last = Array.from({ length: 500 }, (_, index) => index);
    for (let from = 0; from < last.length; from += 20)
      await Promise.all(
        last.slice(from, from + 20).map(() => setTag(['web', instance], 'Name', 'noise')),
      );

    expect(await setters.setterOf(tagged({ value: 'on' }))).toEqual({
      unknown: 'CloudTrail was not read to the end (only the first 10 pages were asked for)',
    });
  }, 60_000);
});
