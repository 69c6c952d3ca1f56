import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subject } from '@afo/domain';
import { describedHosts } from './described-hosts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-hosts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const host: Subject = { kind: 'host', id: 'web-01' };
const instance: Subject = {
  kind: 'ec2-instance',
  id: 'i-0123456789abcdef0',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
};
const cluster: Subject = {
  kind: 'eks-cluster',
  id: 'prod',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
  workload: { kind: 'Pod', name: 'shop' },
};
const yaml = `# found in rack 7
v: 1
subject: { kind: host, id: web-01 }
facts: { platform: linux, addresses: [198.51.100.7, 10.0.0.7] }
images:
  - { kind: disk, uris: ['file:///images/web-01.raw'], title: root disk }
`;

describe('when a host is described by a file', () => {
  it('keeps the file to the letter as evidence, and says where it is from', async () => {
    await writeFile(join(folder, 'web-01.yaml'), yaml);

    const [record, ...more] = await describedHosts(folder).inventory(host);

    const answer: unknown = JSON.parse(Buffer.from(record?.bytes ?? []).toString());
    expect(more).toEqual([]);
    expect(record).toMatchObject({ name: 'host-description', where: { resource: 'web-01' } });
    expect(answer).toMatchObject({
      file: 'web-01.yaml',
      text: yaml,
      description: { facts: { platform: 'linux' } },
    });
  });

  it('names its images as sources', async () => {
    await writeFile(join(folder, 'web-01.yaml'), yaml);

    expect(await describedHosts(folder).sources(host)).toEqual([
      { kind: 'disk', uris: ['file:///images/web-01.raw'], title: 'root disk' },
    ]);
  });

  it('finds an instance and a cluster by account and region, a cluster whatever runs in it', async () => {
    const whole = { ...cluster, workload: undefined }; // JSON leaves it out
    await writeFile(join(folder, 'a.json'), JSON.stringify({ v: 1, subject: instance }));
    await writeFile(join(folder, 'b.json'), JSON.stringify({ v: 1, subject: whole }));
    const hosts = describedHosts(folder);

    expect(await hosts.inventory(instance)).toHaveLength(1);
    expect(await hosts.inventory(cluster)).toHaveLength(1);
    expect(await hosts.inventory({ ...instance, account: '444455556666' })).toEqual([]);
  });

  it('knows nothing of a host that nobody described, nor without a folder', async () => {
    expect(await describedHosts(folder).inventory(host)).toEqual([]);
    expect(await describedHosts(join(folder, 'none')).inventory(host)).toEqual([]);
    expect(await describedHosts(folder).sources(host)).toEqual([]);
  });
});

describe('when a description is wrong', () => {
  it.each([
    ['a fact too many', 'v: 1\nsubject: { kind: host, id: a, color: red }', /color/],
    ['two faults at once', 'v: 2\nsubject: { kind: host }', /v: .*subject\.id: /],
    ['not YAML', '{', /bad\.yaml/],
    [
      'bombs of aliases',
      `a: &a [1,1,1,1,1,1,1,1,1,1]\n${'b c d e f g'
        .split(' ')
        .map(
          (n, i) =>
            `${n}: &${n} [${Array.from({ length: 10 }, () => `*${'abcdefg'[i] ?? 'a'}`).join(',')}]`,
        )
        .join('\n')}`,
      /bad\.yaml/,
    ],
  ])('says which file and what: %s', async (_, text, message) => {
    await writeFile(join(folder, 'bad.yaml'), text);

    const asked = describedHosts(folder).inventory(host);

    await expect(asked).rejects.toMatchObject({ code: 'host.unavailable' });
    await expect(asked).rejects.toThrow(message);
  });

  it('does not choose between two descriptions of one host', async () => {
    await writeFile(join(folder, 'a.yaml'), yaml);
    await writeFile(join(folder, 'b.yaml'), yaml);

    await expect(describedHosts(folder).inventory(host)).rejects.toThrow(/a\.yaml and b\.yaml/);
  });
});

describe('when it is asked what can be done to a host', () => {
  it.each([host, instance, cluster])(
    'F-08 says of every technique that it was not done, and why: $kind',
    async (subject) => {
      const techniques = await describedHosts(folder).preflight(subject);

      expect(techniques.map(({ technique }) => technique)).toEqual([
        'preserve',
        'snapshot',
        'contain',
        'prove',
      ]);
      for (const { possible, reason } of techniques) {
        expect(possible).toBe(false);
        expect(reason).toMatch(/^not available on this stack: /);
      }
    },
  );
});
