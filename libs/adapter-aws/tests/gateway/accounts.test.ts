import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { awsIdentity, clientSettings, MemberSessions } from '../../src/index.ts';
import { awsWhoami } from '../../src/whoami/aws-whoami.ts';
import { FORENSIC, gateway, MEMBER, REGION } from './gateway.ts';

let minutes = 0;
const lab = gateway({
  now: () => Date.now() + minutes * 60_000,
  roles: [
    { account: MEMBER, name: 'afo/member-access', externalId: 'agreed', trusts: [FORENSIC] },
    { account: MEMBER, name: 'closed', trusts: [] },
  ],
});

const access = {
  partition: 'aws',
  account: MEMBER,
  role: 'afo/member-access',
  externalId: 'agreed',
  case: 'case-1',
  step: 'contain',
};

describe('when a member account is entered through the lab', () => {
  it('works in that account, and the record says under which role, session and tags', async () => {
    const sessions = new MemberSessions(lab.config());
    const config = lab.config({ credentials: sessions.provider(access) });

    const { Vpcs = [] } = await new EC2Client(clientSettings(config)).send(
      new DescribeVpcsCommand({}),
    );

    expect(new Set(Vpcs.map(({ OwnerId }) => OwnerId))).toEqual(new Set([MEMBER]));
    expect(await awsIdentity(config)).toMatchObject({ account: MEMBER, partition: 'aws' });
    expect(
      lab
        .now()
        .calls()
        .find(({ operation }) => operation === 'DescribeVpcs'),
    ).toMatchObject({
      region: REGION,
      service: 'ec2',
      backend: 'moto',
      changing: false,
      principal: {
        account: MEMBER,
        role: 'afo/member-access',
        session: 'afo-case-1',
        tags: { case: 'case-1', step: 'contain' },
      },
    });
    sessions.close();
  });

  it('is known to STS by the role, which is a person only where its session names are vouched for', async () => {
    const sessions = new MemberSessions(lab.config());
    const config = lab.config({ credentials: sessions.provider(access) });
    const named = new Set([`${MEMBER}/member-access`]);

    const anybody = await awsWhoami(config, new Set()).identify('ann');
    const person = await awsWhoami(config, named).identify('ann');

    expect(anybody.name).toMatch(/:assumed-role\/member-access\/afo-case-1$/);
    expect([anybody.person, person.person]).toEqual([undefined, 'afo-case-1']);
    sessions.close();
  });

  it.each([
    ['another external id', { externalId: 'guessed' }],
    ['a role that trusts nobody', { role: 'closed' }],
    ['a role that is not there', { role: 'nothing' }],
  ])('is refused with %s, in the same words', async (_, change) => {
    const sessions = new MemberSessions(lab.config());

    await expect(sessions.provider({ ...access, ...change })()).rejects.toMatchObject({
      code: 'aws.denied',
    });
    sessions.close();
  });

  it('is refused once the session has ended, and the record does not say it was somebody', async () => {
    const sessions = new MemberSessions(lab.config());
    const credentials = await sessions.provider(access)();
    minutes = 61;

    const sts = new STSClient(clientSettings(lab.config({ credentials })));
    const ec2 = new EC2Client(clientSettings(lab.config({ credentials })));
    try {
      await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
        name: 'ExpiredToken',
      });
      await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
        name: 'RequestExpired',
      });
    } finally {
      minutes = 0;
    }

    expect(lab.now().calls().at(-1)).toMatchObject({ error: 'RequestExpired' });
    expect(lab.now().calls().at(-1)?.principal).toBeUndefined();
    sessions.close();
  });

  it('is refused with a key that nobody was given, and with the wrong token', async () => {
    const given = lab
      .now()
      .credentials({ account: MEMBER, name: 'afo/agent' }, { name: 'agent', region: REGION });
    const ask = (credentials: { accessKeyId: string; sessionToken?: string }) =>
      new STSClient(
        clientSettings(lab.config({ credentials: { ...credentials, secretAccessKey: 'lab' } })),
      ).send(new GetCallerIdentityCommand({}));

    await expect(ask({ accessKeyId: 'ASIAUNKNOWN' })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(ask({ ...given, sessionToken: 'other' })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    expect(await ask(given)).toMatchObject({ Account: MEMBER });
  });
});

describe('when two accounts and two regions share the lab', () => {
  it('keeps what belongs to one out of the sight of the others', async () => {
    const mine = new DynamoDBClient(lab.client());
    const elsewhere = new DynamoDBClient({ ...lab.client(), region: 'eu-west-1' });
    const theirs = new DynamoDBClient(lab.client(MEMBER));
    await mine.send(
      new CreateTableCommand({
        TableName: 'only-mine',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      }),
    );

    const seen = await Promise.all(
      [mine, elsewhere, theirs].map((client) => client.send(new ListTablesCommand({}))),
    );

    expect(seen.map(({ TableNames }) => TableNames)).toEqual([['only-mine'], [], []]);
  });
});

describe('when calls are recorded', () => {
  it('F-62 no key, token or signature of a session stands in the record', async () => {
    const sessions = new MemberSessions(lab.config());
    const credentials = await sessions.provider(access)();

    await new EC2Client(clientSettings(lab.config({ credentials }))).send(
      new DescribeVpcsCommand({}),
    );

    const record = JSON.stringify(lab.now().calls());
    expect(record).toContain('DescribeVpcs');
    expect(record).not.toContain(credentials.secretAccessKey);
    expect(record).not.toContain(credentials.sessionToken);
    expect(record).not.toContain(credentials.accessKeyId);
    expect(record).not.toMatch(/Signature|aws4_request/);
    sessions.close();
  });
});
