import { MemoryBundleSinks } from '@afo/conformance/memory';
import { evidenceId } from '@afo/domain';
import type { EvidenceId } from '@afo/domain';
import { verifyBundle } from '@afo/verify';
import type { BundleReader } from '@afo/verify';
import { decodeZstd } from '@afo/verify/node';
import { describe, expect, it } from 'vitest';
import { correlate, exportBundle, report } from '../../src/index.ts';
import type { ExportBundle } from '../../src/index.ts';
import type { Stage } from '../report/stage.ts';
import { analysedCase, stage } from '../report/stage.ts';

const PATH = '/media/court/case.bag';

interface Exported {
  readonly made: Stage;
  readonly sinks: MemoryBundleSinks;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

async function exported(
  evidence: ExportBundle['evidence'],
  made?: Stage,
  sinks = new MemoryBundleSinks(),
): Promise<Exported> {
  const on = made ?? (await reportedCase());
  await exportTo(on, sinks, evidence);
  return { made: on, sinks, files: sinks.bundles.get(PATH) ?? new Map() };
}

const exportTo = (made: Stage, sinks: MemoryBundleSinks, evidence: ExportBundle['evidence']) =>
  exportBundle(
    { ports: made.ports, sinks },
    { caseId: made.book.id, destination: { path: PATH, format: 'directory' }, evidence },
  );

async function reportedCase(): Promise<Stage> {
  const made = await analysedCase();
  await made.run('correlate', correlate);
  await made.run('report', report);
  return made;
}

const readerOf = (files: ReadonlyMap<string, Uint8Array>): BundleReader => ({
  async *list() {
    await Promise.resolve();
    yield* files.keys();
  },
  size: (path) => Promise.resolve(files.get(path)?.byteLength ?? 0),
  async *open(path) {
    await Promise.resolve();
    const bytes = files.get(path);
    if (bytes !== undefined) yield bytes;
  },
});

const verified = async ({ made, files }: Exported) =>
  verifyBundle(readerOf(files), {
    decode: decodeZstd,
    keys: [await made.ports.signer.publicKey()],
  });

const textOf = ({ files }: Exported, path: string): string =>
  Buffer.from(files.get(path) ?? []).toString('utf8');

const linesOf = (bundle: Exported): readonly { readonly type: string; readonly body: never }[] =>
  textOf(bundle, 'data/case.log')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; body: never });

describe('when a case is exported with all evidence', () => {
  it('gives a bundle that a verifier proves down to the last byte, with a key from elsewhere', async () => {
    const verdict = await verified(await exported('all'));

    expect(verdict.faults).toEqual([]);
    expect([verdict.status, verdict.missing, verdict.trust.basis]).toEqual([
      'proven',
      [],
      'pinned',
    ]);
    expect(verdict.checked.items.byBytes).toHaveLength(6);
  });

  it('ends its log at the entry of the export, and at a checkpoint over it', async () => {
    const bundle = await exported('all');

    const lines = linesOf(bundle);
    expect(lines.at(-1)?.type).toBe('evidence.exported');
    expect(bundle.files.has(`data/checkpoints/${String(lines.length)}.note`)).toBe(true);
  });

  it('has read every item back before it left, and entered what it found', async () => {
    const checked = linesOf(await exported('all')).filter(
      ({ type, body }) =>
        type === 'evidence.verified' && (body as { occasion: string }).occasion === 'export',
    );

    expect(checked).toHaveLength(6);
  });

  it('holds the report under its own names, once', async () => {
    const { files } = await exported('all');

    const names = [...files.keys()].filter((path) => path.includes('report.'));
    expect(names.sort()).toEqual([
      'data/report/report.html',
      'data/report/report.json',
      'data/report/report.pdf',
    ]);
  });

  it('says in words how to check it by hand', async () => {
    const guide = textOf(await exported('all'), 'data/VERIFY.md');

    expect(guide).toContain('sha256sum');
  });
});

describe('when evidence stays in the vault', () => {
  it('lists it with digests and where it is, and the verifier says what it could not check', async () => {
    const bundle = await exported('none');

    const verdict = await verified(bundle);
    expect(verdict.faults).toEqual([]);
    expect([verdict.status, verdict.exitCode]).toEqual(['incomplete', 3]);
    expect(textOf(bundle, 'fetch.txt')).toMatch(
      /^afo-vault:\/\/local\/cases\/[^ ]+\/E-0001\/[^ ]+ \d+ data\/evidence\/E-0001\/.+$/mu,
    );
  });

  it('takes the items that were asked for, and no others', async () => {
    const { files } = await exported([evidenceId(1)]);

    const items = [...files.keys()]
      .filter((path) => path.startsWith('data/evidence/'))
      .map((path) => path.split('/')[2]);
    expect([...new Set(items)]).toEqual(['E-0001']);
  });

  it.each<[string, EvidenceId, string]>([
    ['that the case does not have', evidenceId(99), 'evidence.unknown-item'],
  ])('refuses an item %s', async (_, item, code) => {
    const made = await reportedCase();

    await expect(exportTo(made, new MemoryBundleSinks(), [item])).rejects.toMatchObject({ code });
  });
});

describe('when the evidence is not what was sealed', () => {
  it('exports nothing, and enters the mismatch', async () => {
    const made = await reportedCase();
    made.ports.vault.damage(evidenceId(1), 'image');
    const sinks = new MemoryBundleSinks();

    await expect(exportTo(made, sinks, 'all')).rejects.toMatchObject({
      code: 'evidence.digest-mismatch',
    });

    expect(sinks.bundles.size).toBe(0);
    await made.book.refresh();
    const found = made.book.state.items.get(evidenceId(1))?.verifications.at(-1);
    expect(found).toMatchObject({ occasion: 'export', result: 'mismatch' });
  });

  it('exports nothing when a manifest is not the one that was sealed', async () => {
    const made = await reportedCase();
    made.ports.vault.damage(evidenceId(1), 'manifest');

    await expect(exportTo(made, new MemoryBundleSinks(), 'none')).rejects.toMatchObject({
      code: 'evidence.digest-mismatch',
    });
  });

  it('exports nothing when a file of the report is not the one that was issued', async () => {
    const made = await reportedCase();
    made.ports.vault.damage(evidenceId(6), 'report.html');
    const sinks = new MemoryBundleSinks();

    await expect(exportTo(made, sinks, 'none')).rejects.toMatchObject({
      code: 'evidence.digest-mismatch',
    });

    expect(sinks.bundles.size).toBe(0);
  });
});

describe('when the export cannot be finished', () => {
  it('overwrites nothing, and leaves no entry of an export that was refused at once', async () => {
    const { made, sinks } = await exported('none');
    const before = made.ports.log;
    const size = await sizeOf(made);

    await expect(exportTo(made, sinks, 'none')).rejects.toMatchObject({ code: 'export.exists' });

    expect(before).toBe(made.ports.log);
    expect(await sizeOf(made)).toBe(size);
  });

  it('says in the log that an export it had entered was not completed', async () => {
    const made = await reportedCase();
    const sinks = new MemoryBundleSinks();
    const failing = {
      open: async (destination: Parameters<MemoryBundleSinks['open']>[0]) => ({
        ...(await sinks.open(destination)),
        commit: () => Promise.reject(new Error('the stick was pulled out')),
      }),
    };

    await expect(
      exportBundle(
        { ports: made.ports, sinks: failing },
        { caseId: made.book.id, destination: { path: PATH, format: 'tar' }, evidence: 'none' },
      ),
    ).rejects.toThrow('pulled out');

    const types = await typesOf(made);
    expect(types.slice(types.lastIndexOf('evidence.exported'))).toEqual([
      'evidence.exported',
      'checkpoint.signed',
      'note.added',
    ]);
  });
});

describe('when others write to the case while it is exported', () => {
  it('still ends at its own entry, and the bundle is proven', async () => {
    const made = await reportedCase();
    const sinks = new MemoryBundleSinks();
    const busy = {
      open: async (destination: Parameters<MemoryBundleSinks['open']>[0]) => {
        const sink = await sinks.open(destination);
        return {
          ...sink,
          write: async (file: Parameters<typeof sink.write>[0]) => {
            await made.record({ type: 'note.added', body: { text: `while ${file.path}` } });
            await sink.write(file);
          },
        };
      },
    };

    await exportBundle(
      { ports: made.ports, sinks: busy },
      { caseId: made.book.id, destination: { path: PATH, format: 'directory' }, evidence: 'all' },
    );

    const bundle = { made, sinks, files: sinks.bundles.get(PATH) ?? new Map() };
    expect((await verified(bundle)).faults).toEqual([]);
    expect(linesOf(bundle).at(-1)?.type).toBe('evidence.exported');
  });
});

describe('other cases', () => {
  it('exports a case without any evidence or report', async () => {
    const verdict = await verified(await exported('all', await stage()));

    expect([verdict.status, verdict.faults]).toEqual(['proven', []]);
  });

  it('exports a case twice, to two places, and both bundles are proven', async () => {
    const first = await exported('none');
    const second = await exported('all', first.made);

    expect((await verified(first)).faults).toEqual([]);
    expect((await verified(second)).faults).toEqual([]);
  });

  it('leaves out the bytes of an item that was disposed of, and keeps its manifest', async () => {
    const made = await reportedCase();
    await made.record({
      type: 'evidence.disposed',
      body: {
        item: evidenceId(1),
        reason: 'ordered by the court',
        retentionEnded: '2026-11-24T02:00:00.000Z' as never,
      },
    });

    const bundle = await exported('all', made);

    expect((await verified(bundle)).faults).toEqual([]);
    expect(bundle.files.has('data/manifests/E-0001.json')).toBe(true);
    expect([...bundle.files.keys()].some((path) => path.startsWith('data/evidence/E-0001/'))).toBe(
      false,
    );
  });
});

async function typesOf(made: Stage): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const { entry } of made.ports.log.read(made.book.id)) types.push(entry.type);
  return types;
}

const sizeOf = async (made: Stage): Promise<number> => (await typesOf(made)).length;
