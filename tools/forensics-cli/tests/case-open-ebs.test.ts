import { memoryPorts } from '@afo/conformance/memory';
import { evidenceId, sha256Schema } from '@afo/domain';
import type { EntryDraft } from '@afo/domain';
import { CaseBook } from '@afo/pipeline';
import { describe, expect, it } from 'vitest';
import { afoIn } from './afo-in-memory.ts';
import type { InMemory } from './afo-in-memory.ts';
import { ARN, errorOf, inAws, newest, ORDER } from './in-aws.ts';

describe('when a snapshot is to be acquired', () => {
  const SNAPSHOT = 'arn:aws-cn:ec2:cn-north-1::snapshot/snap-01234567';
  const digest = sha256Schema.parse('ab'.repeat(32));
  const item = evidenceId(1);
  const acquiredAs = (kind: 'disk' | 'memory'): EntryDraft<'evidence.acquired'> => ({
    type: 'evidence.acquired',
    body: {
      ...{ item, kind, title: 'root', sha256: digest },
      ...{ bytes: 1, expectedBytes: 1, missingBytes: 0, objects: 1 },
    },
  });
  const acquired = acquiredAs('disk');
  const sealed: EntryDraft = {
    type: 'evidence.sealed',
    body: {
      item,
      sha256: digest,
      bytes: 1,
      manifest: { key: 'cases/x/E-0001/m.json', sha256: digest, bytes: 1 },
    },
  };
  const verified: EntryDraft = {
    type: 'evidence.verified',
    body: { item, result: 'match', sha256: digest, bytes: 1, occasion: 'acquisition' },
  };
  async function withItem(...drafts: readonly EntryDraft[]): Promise<InMemory> {
    const aws = inAws();
    await afoIn(aws)('case', 'open', '--host', 'earlier', '--ebs', SNAPSHOT, ...ORDER);
    const { id } = await newest(aws);
    if (drafts.length > 0) await (await CaseBook.open(aws.ports, id)).append(() => drafts);
    return aws;
  }

  it('is a disk of the case, and DSK-3 only what changed since the item is read', async () => {
    const aws = await withItem(acquired, sealed, verified);
    const { id: earlier } = await newest(aws);
    const { status, err } = await afoIn(aws)(
      ...['case', 'open', '--instance', ARN, '--ebs', 'snap-01234567', 'vol-01234567'],
      ...['--since', 'last/E-0001', `${earlier}/E-0001`, ...ORDER],
    );

    expect([status, err]).toEqual([0, '']);
    const since = { case: earlier, item };
    expect((await newest(aws)).opened.sources).toEqual([
      { kind: 'disk', uris: ['ebs:snap-01234567'], title: 'snap-01234567', since },
      {
        kind: 'disk',
        uris: ['ebs:111122223333:cn-north-1:vol-01234567'],
        title: 'vol-01234567',
        since,
      },
    ]);
  });

  it.each([
    ['evidence.unknown-item', 'last/E-0009', [acquired, sealed, verified]],
    ['evidence.not-sealed', 'last/E-0001', [acquired]],
    ['evidence.not-verified', 'last/E-0001', [acquired, sealed]],
    ['cli.usage', 'last', [acquired, sealed, verified]],
    ['cli.usage', 'last/E-1/more', [acquired, sealed, verified]],
    ['cli.no-such-case', 'ffffffff/E-0001', [acquired, sealed, verified]],
    ['case.not-found', '01a20d4a-d270-7a6e-9a98-a4cc945b14c4/E-0001', []],
  ])('is refused before a case is opened, by %s', async (code, since, drafts) => {
    const aws = await withItem(...drafts);

    const { out } = await afoIn(aws)(
      ...['case', 'open', '--host', 'later', '--ebs', SNAPSHOT, '--since', since],
      ...[...ORDER, '--json'],
    );

    expect(errorOf(out)).toMatchObject({ code });
    expect(await aws.ports.log.list()).toHaveLength(1);
  });

  it('is refused where the item is a memory image, which no disk can rest on', async () => {
    const aws = await withItem(acquiredAs('memory'), sealed, verified);

    const { out } = await afoIn(aws)(
      ...['case', 'open', '--host', 'later', '--ebs', SNAPSHOT, '--since', 'last/E-0001'],
      ...[...ORDER, '--json'],
    );

    expect(errorOf(out)).toMatchObject({ code: 'evidence.unfit' });
  });

  it.each([
    ['what is no snapshot', ['--ebs', 'ami-01234567']],
    ['a volume of nobody knows where', ['--ebs', 'vol-01234567']],
    [
      'more disks than earlier items',
      ['--ebs', 'snap-01234567', 'snap-01234568', '--since', 'last/E-0001'],
    ],
    ['an earlier item of no disk', ['--instance', ARN, '--since', 'last/E-0001']],
  ])('opens nothing for %s', async (_, argv) => {
    const aws = inAws();

    const { out } = await afoIn(aws)('case', 'open', ...argv, ...ORDER, '--json');

    expect(errorOf(out)).toMatchObject({ code: 'cli.usage' });
  });

  it('is not looked for on a workstation, which reads no snapshots', async () => {
    const { err, status } = await afoIn({ ports: memoryPorts() })(
      ...['case', 'open', '--ebs', 'snap-01234567', ...ORDER],
    );

    expect([status, err]).toEqual([2, expect.stringContaining('AFO_STACK=aws')]);
  });
});
