import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsLab } from './aws-lab.ts';
import type { AwsLab } from './aws-lab.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

let lab: AwsLab;
beforeAll(async () => {
  lab = await startAwsLab({ scenario: { accounts: { forensic: ACCOUNT }, region: REGION } });
}, 60_000);
afterAll(() => lab.close());

const ask = async (path: string, body: unknown): Promise<string> => {
  const response = await fetch(`${lab.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260101/${REGION}/lambda/aws4_request`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
};

const CODE = `exports.handler = async () => {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const scope = [AWS_ACCESS_KEY_ID, '20260101', AWS_REGION, 'sts', 'aws4_request'].join('/');
  const response = await fetch(AWS_ENDPOINT_URL + '/', {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + scope,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  return await response.text();
};`;

/** A ZIP file with one stored file (APPNOTE.TXT, 4.3). */
function zipped(name: string, text: string): Buffer {
  const data = Buffer.from(text);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(33, 8);
  facts.writeUInt32LE(crc32(data), 10);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(data.length, 18);
  facts.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), data]);
  const entry = Buffer.concat([
    ...[Buffer.from('PK\x01\x02\x14\x00'), facts, Buffer.alloc(14), Buffer.from(name)],
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

async function run(name: string, variables: Readonly<Record<string, string>>): Promise<string> {
  await ask('/2015-03-31/functions', {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Role: `arn:aws:iam::${ACCOUNT}:role/afo/case-workflow`,
    Handler: 'index.handler',
    Timeout: 30,
    Environment: { Variables: variables },
    Code: { ZipFile: zipped('index.js', CODE).toString('base64') },
  });
  return ask(`/2015-03-31/functions/${name}/invocations`, {});
}

describe('when a function of the lab calls AWS', () => {
  it('does so through the gateway, so that its calls are in the record', async () => {
    expect(await run('plain', {})).toContain(`arn:aws:iam::${ACCOUNT}:root`);

    const call = lab.calls().find(({ service }) => service === 'sts');
    expect(call).toMatchObject({ operation: 'GetCallerIdentity', region: REGION });
  }, 60_000);

  it('counts as the role that it was given an endpoint for', async () => {
    const endpoint = lab.urlAs({ role: 'afo/case-workflow', session: 'worn' });

    expect(await run('worn', { AWS_ENDPOINT_URL: endpoint })).toContain(
      `:assumed-role/case-workflow/worn`,
    );
    expect(lab.calls().find(({ principal }) => principal?.session === 'worn')).toMatchObject({
      principal: { account: ACCOUNT, role: 'afo/case-workflow' },
    });
  }, 60_000);
});
