import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { awsFailureOf, awsIdentity, clientSettings, MemberSessions } from '../src/index.ts';
import type { AwsConfig, MemberAccess } from '../src/index.ts';
import { ACCOUNT, lab, REGION } from './lab.ts';

const MEMBER = '444455556666';
const ACCESS: MemberAccess = {
  partition: 'aws',
  account: MEMBER,
  role: 'afo-reader',
  externalId: 'agreed',
  case: '0193a1b2-0000-7000-8000-000000000001',
  step: 'inventory',
  policy: '{"Version":"2012-10-17","Statement":[]}',
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A server that answers as STS does, and keeps what it was asked. */
async function sts(
  seconds = 3_600,
): Promise<{ config: AwsConfig; asked: URLSearchParams[]; fail: () => void }> {
  const asked: URLSearchParams[] = [];
  let isSilent = false;
  const config = await serve((body) => {
    asked.push(new URLSearchParams(body));
    if (isSilent) return '<no-answer/>';
    const end = new Date(Date.now() + seconds * 1_000).toISOString();
    const number = String(asked.length);
    return (
      '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
      `<AccessKeyId>KEY${number}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>` +
      `<Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
    );
  });
  const fail = (): void => {
    isSilent = true;
  };
  return { config, asked, fail };
}

async function serve(answer: (body: string) => string | undefined): Promise<AwsConfig> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const text = answer(body);
      if (text !== undefined) response.setHeader('content-type', 'text/xml').end(text);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    region: REGION,
    endpoint: `http://127.0.0.1:${String(address.port)}`,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'lab' },
  };
}

describe('when a member account is entered', () => {
  it('says for which case and step, gives the external id, and takes no more rights than it needs', async () => {
    const { config, asked } = await sts();
    const sessions = new MemberSessions(config);

    const session = await sessions.provider(ACCESS)();

    expect(session.accessKeyId).toBe('KEY1');
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      RoleArn: `arn:aws:iam::${MEMBER}:role/afo-reader`,
      ExternalId: 'agreed',
      Policy: ACCESS.policy,
      'Tags.member.1.Key': 'case',
      'Tags.member.1.Value': ACCESS.case,
      'Tags.member.2.Key': 'step',
      'Tags.member.2.Value': 'inventory',
    });
    sessions.close();
  });

  it('asks once for all who ask at the same time, and anew for another case', async () => {
    const { config, asked } = await sts();
    const sessions = new MemberSessions(config);

    const all = await Promise.all(Array.from({ length: 10 }, () => sessions.provider(ACCESS)()));
    await sessions.provider({ ...ACCESS, case: 'another' })();

    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(asked).toHaveLength(2);
    sessions.close();
  });

  it('F-53 renews a session before AWS ends it', async () => {
    const { config, asked } = await sts(900);
    let now = Date.now();
    const sessions = new MemberSessions(config, { seconds: 900, now: () => now });
    const provider = sessions.provider(ACCESS);
    await provider();
    now += 9 * 60_000;
    await provider();
    now += 2 * 60_000;

    const session = await provider();

    expect(asked).toHaveLength(2);
    expect(session.accessKeyId).toBe('KEY2');
    sessions.close();
  });

  it('F-20 goes on with a session that cannot be renewed as long as it holds: a host may be open until its next call', async () => {
    const { config, fail } = await sts(900);
    let now = Date.now();
    const sessions = new MemberSessions(config, { seconds: 900, now: () => now });
    const provider = sessions.provider(ACCESS);
    await provider();
    now += 11 * 60_000;
    fail();

    expect((await provider()).accessKeyId).toBe('KEY1');
    now += 4 * 60_000;
    await expect(provider()).rejects.toMatchObject({ code: 'aws.unavailable' });
    sessions.close();
  });

  it('does not keep the keys of cases that are long over in the memory of a worker', async () => {
    const { config } = await sts(900);
    let now = Date.now();
    const sessions = new MemberSessions(config, { seconds: 900, now: () => now });
    for (const name of ['one', 'two', 'three']) {
      await sessions.provider({ ...ACCESS, case: name })();
      now += 10 * 60_000;
    }

    // The first has ended, the second has five minutes yet.
    expect(sessions.size).toBe(2);
    sessions.close();
  });

  it('does not keep a refusal', async () => {
    const nowhere = { region: REGION, endpoint: 'http://127.0.0.1:9', attempts: 1 };
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'lab' };
    const sessions = new MemberSessions({ ...nowhere, credentials });
    const provider = sessions.provider(ACCESS);

    await expect(provider()).rejects.toMatchObject({ code: 'aws.unavailable' });
    await expect(provider()).rejects.toMatchObject({ code: 'aws.unavailable' });
    sessions.close();
  });
});

describe('when AWS is silent', () => {
  it('ends a call in time instead of waiting for ever', async () => {
    const config = await serve(() => undefined);
    const client = new DynamoDBClient(clientSettings({ ...config, answerMs: 200, attempts: 1 }));
    const start = performance.now();

    const error = await client.send(new ListTablesCommand({})).catch((caught: unknown) => caught);

    expect(awsFailureOf(error)).toBe('aws.unavailable');
    expect(performance.now() - start).toBeLessThan(5_000);
    client.destroy();
  });
});

describe('when the stack asks who it is', () => {
  const aws = lab();

  it('F-67 takes account and partition from AWS', async () => {
    expect(await awsIdentity(aws.config())).toMatchObject({ account: ACCOUNT, partition: 'aws' });
  });
});
