import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { servesSnapshotOperation, startSnapshotLab } from './index.ts';
import type { SnapshotLab } from './index.ts';

const MEMBER = '111122223333';
const FORENSIC = '444455556666';
const REGION = 'eu-west-1';
const ELSEWHERE = 'eu-central-1';

let folder: string;
let lab: SnapshotLab;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-snapshot-lab-'));
  const image = join(folder, 'disk.raw');
  await writeFile(image, 'a disk');
  now = 1_700_000_000_000;
  lab = await startSnapshotLab({
    now: () => now,
    quotas: { copies: 2, perVolume: 2 },
    pageSize: 1,
    kmsKeys: [
      { id: 'key-default', account: MEMBER, region: REGION, manager: 'AWS' },
      { id: 'key-own', account: MEMBER, region: REGION, manager: 'CUSTOMER' },
      { id: 'key-forensic', account: FORENSIC, region: REGION, manager: 'CUSTOMER' },
    ],
    instances: [
      {
        id: 'i-1',
        account: MEMBER,
        region: REGION,
        volumes: [
          { id: 'vol-1', image, boot: true },
          { id: 'vol-2', image, kmsKey: 'key-default' },
          { id: 'vol-3', image, kmsKey: 'key-own' },
        ],
      },
    ],
  });
});
afterEach(async () => {
  await lab.close();
  await rm(folder, { recursive: true });
});

async function call(
  Action: string,
  parameters: Readonly<Record<string, string>>,
  [account, region]: readonly [string, string] = [MEMBER, REGION],
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(lab.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/ec2/aws4_request`,
    },
    body: new URLSearchParams({ Action, Version: '2016-11-15', ...parameters }),
  });
  return { status: answer.status, text: await answer.text() };
}
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((found) => found[1] ?? '');

async function taken(): Promise<readonly string[]> {
  const { text } = await call('CreateSnapshots', { 'InstanceSpecification.InstanceId': 'i-1' });
  const ids = all(text, 'snapshotId');
  for (const id of ids)
    for (let look = 0; look < 2; look += 1) await call('DescribeSnapshots', { 'SnapshotId.1': id });
  return ids;
}
const share = (id: string) =>
  call('ModifySnapshotAttribute', {
    SnapshotId: id,
    'CreateVolumePermission.Add.1.UserId': FORENSIC,
  });
const copy = (id: string, more: Readonly<Record<string, string>> = {}) =>
  call('CopySnapshot', { SourceRegion: REGION, SourceSnapshotId: id, ...more }, [FORENSIC, REGION]);
async function stateOf(id: string): Promise<string | undefined> {
  for (let look = 0; look < 2; look += 1)
    await call('DescribeSnapshots', { 'SnapshotId.1': id }, [FORENSIC, REGION]);
  return lab.snapshots().find((snapshot) => snapshot.id === id)?.state;
}

describe('when a set of snapshots is taken', () => {
  it('has one of each volume, pending until it was looked at', async () => {
    const { text } = await call('CreateSnapshots', { 'InstanceSpecification.InstanceId': 'i-1' });

    expect(all(text, 'volumeId')).toEqual(['vol-1', 'vol-2', 'vol-3']);
    expect(all(text, 'state')).toEqual(['pending', 'pending', 'pending']);
  });

  it('refuses more at a time than a volume may have', async () => {
    const once = () => call('CreateSnapshots', { 'InstanceSpecification.InstanceId': 'i-1' });
    await once();
    await once();

    expect((await once()).text).toContain('ConcurrentSnapshotLimitExceeded');
  });

  it('gives them in pages, and refuses a filter that it does not know', async () => {
    await taken();

    const first = await call('DescribeSnapshots', { 'Owner.1': 'self' });

    expect(all(first.text, 'snapshotId')).toHaveLength(1);
    expect(all(first.text, 'nextToken')).toEqual(['1']);
    const unknown = { 'Filter.1.Name': 'colour', 'Filter.1.Value.1': 'red' };
    expect((await call('DescribeSnapshots', unknown)).status).toBe(400);
  });
});

describe('when a snapshot is to be copied to another account', () => {
  it('is refused while it is not shared, and hidden from others', async () => {
    const [plain = ''] = await taken();

    expect((await copy(plain)).text).toContain('InvalidSnapshot.NotFound');
    await share(plain);
    const copied = all((await copy(plain)).text, 'snapshotId');
    expect(await stateOf(copied[0] ?? '')).toBe('completed');
  });

  it('cannot be shared under the key of AWS', async () => {
    const [, underDefault = ''] = await taken();

    expect((await share(underDefault)).text).toContain('OperationNotPermitted');
  });

  it('fails behind a call that succeeded when a key is not there for the other account', async () => {
    const [plain = '', , underOwn = ''] = await taken();
    await share(underOwn);
    await share(plain);

    for (const answer of [
      await copy(underOwn, { KmsKeyId: 'key-forensic' }),
      await copy(plain, { KmsKeyId: 'key-own' }),
    ]) {
      expect(answer.status).toBe(200);
      const [id = ''] = all(answer.text, 'snapshotId');
      expect(await stateOf(id)).toBe('error');
    }
  });

  it('refuses more copies at a time than the account may have in a region', async () => {
    const [plain = ''] = await taken();
    await share(plain);
    await copy(plain);
    await copy(plain);

    expect((await copy(plain)).text).toContain('ResourceLimitExceeded');
  });

  it('refuses to read a snapshot of another region than it is in', async () => {
    const [plain = ''] = await taken();

    expect((await copy(plain, { SourceRegion: ELSEWHERE })).status).toBe(400);
  });
});

describe('when a snapshot is locked', () => {
  it('is not deleted before the lock ends, and governance alone can be lifted', async () => {
    const [first = '', second = ''] = await taken();
    const lock = { LockDuration: '1' };
    await call('LockSnapshot', { SnapshotId: first, LockMode: 'governance', ...lock });
    await call('LockSnapshot', { SnapshotId: second, LockMode: 'compliance', ...lock });
    const remove = async (id: string) => (await call('DeleteSnapshot', { SnapshotId: id })).status;
    const lift = async (id: string) => (await call('UnlockSnapshot', { SnapshotId: id })).status;

    expect([await remove(first), await remove(second)]).toEqual([400, 400]);
    expect([await lift(first), await lift(second)]).toEqual([200, 400]);
    expect(await remove(first)).toBe(200);
    now += 86_400_000;
    expect(await remove(second)).toBe(200);
  });
});

describe('when a call is to go wrong', () => {
  const take = () => call('CreateSnapshots', { 'InstanceSpecification.InstanceId': 'i-1' });

  it('carries it out and answers with nothing, or with half', async () => {
    lab.setFault({ at: 1, kind: 'empty' });
    expect((await take()).text).toBe('<CreateSnapshotsResponse></CreateSnapshotsResponse>');
    lab.setFault({ at: 1, kind: 'cut' });
    await expect(take()).rejects.toThrow();

    expect(lab.snapshots()).toHaveLength(6);
  });

  it('refuses it with an error of the server, and only that one', async () => {
    lab.setFault({ at: 1, kind: 'internal-error' });

    expect((await take()).status).toBe(500);
    expect(lab.snapshots()).toHaveLength(0);
    expect((await take()).status).toBe(200);
  });
});

describe('the record of calls', () => {
  it('has who called what, and no presigned url', async () => {
    await copy('snap-0', { PresignedUrl: 'https://secret' });

    expect(lab.calls()).toEqual([
      expect.objectContaining({
        operation: 'CopySnapshot',
        account: FORENSIC,
        region: REGION,
        parameters: { SourceRegion: REGION, SourceSnapshotId: 'snap-0' },
        status: 400,
      }),
    ]);
  });

  it('tells which operations are served here', () => {
    expect(servesSnapshotOperation('CopySnapshot')).toBe(true);
    expect(servesSnapshotOperation('RunInstances')).toBe(false);
  });
});
