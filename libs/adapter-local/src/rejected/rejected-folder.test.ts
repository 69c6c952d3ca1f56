import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejectedEventsConformance } from '@afo/conformance';
import { instantOf } from '@afo/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RejectedFolder } from './rejected-folder.ts';

let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'afo-rejected-')), 'rejected');
});
afterEach(async () => {
  await rm(join(root, '..'), { recursive: true });
});

rejectedEventsConformance(() => RejectedFolder.open(root));

const rejection = (reason: string) => ({
  at: instantOf(1000),
  code: 'event.not-json',
  reason,
  findingIds: [],
  raw: Buffer.from('{"broken'),
});

describe('when a rejection is a file', () => {
  it('can be read by a person: one line about it, then the bytes as they came', async () => {
    const folder = await RejectedFolder.open(root);

    const id = await folder.keep(rejection('no JSON'));

    const text = await readFile(join(root, 'waiting', `${id}.rejected`), 'utf8');
    expect(text).toMatch(/^\{"v":1,.*"reason":"no JSON".*\}\n\{"broken$/);
  });

  it('leaves nothing behind under a passing name', async () => {
    const folder = await RejectedFolder.open(root);

    await Promise.all([
      folder.keep(rejection('a')),
      folder.keep(rejection('a')),
      folder.keep(rejection('b')),
    ]);

    expect(await readdir(join(root, 'passing'))).toEqual([]);
  });

  it('shows a damaged file in the list, refuses to replay it, and hides no other', async () => {
    const folder = await RejectedFolder.open(root);
    const id = await folder.keep(rejection('damaged'));
    await folder.keep(rejection('whole'));
    await appendFile(join(root, 'waiting', `${id}.rejected`), 'x');

    expect((await folder.list()).map(({ code }) => code)).toEqual([
      'rejected-events.damaged',
      'event.not-json',
    ]);
    await expect(folder.read(id)).rejects.toMatchObject({ code: 'rejected-events.damaged' });
  });

  it('keeps what was replayed', async () => {
    const folder = await RejectedFolder.open(root);
    const id = await folder.keep(rejection('a'));

    await folder.settle(id);

    expect(await readdir(join(root, 'replayed'))).toEqual([`${id}.rejected`]);
  });
});
