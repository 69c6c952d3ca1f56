import { describe, expect, it } from 'vitest';
import { BLOCK_SIZE, EMPTY_SHA256, isEntry } from '@afo/domain';
import { PortError } from '@afo/ports';
import { described, digest, DISK, failureIn, ITEM, source, stand, typesOf } from './stand.ts';
import type { Stand } from './stand.ts';

describe('when a disk is acquired in a case', () => {
  it('enters that it was acquired, sealed and verified, with one digest in all three', async () => {
    const { run, entries, manifest } = await stand('disk', () => source());

    await run('acquire-disk');
    await run('verify-evidence');

    const log = await entries();
    expect(typesOf(log)).toEqual([
      'step.started',
      'evidence.acquired',
      'evidence.sealed',
      'evidence.verified',
      'step.succeeded',
      'step.started',
      'step.succeeded',
    ]);
    const verified = log.find((entry) => isEntry(entry, 'evidence.verified'));
    const ended = log.findLast((entry) => isEntry(entry, 'step.succeeded'));
    expect(ended?.body.facts).toMatchObject({ readBackAt: verified?.at });
    const digests = log.flatMap((entry) =>
      isEntry(entry, 'evidence.acquired') ||
      isEntry(entry, 'evidence.sealed') ||
      isEntry(entry, 'evidence.verified')
        ? [entry.body.sha256]
        : [],
    );
    expect(new Set(digests)).toEqual(new Set([digest('sha256')]));
    expect(await manifest()).toMatchObject({
      kind: 'disk',
      absent: [[1, 1]],
      completeness: { expectedBytes: DISK.disk.byteLength, missing: [] },
      limits: [],
    });
  });

  it('F-03 finds every object and digest that the manifest names, under the very name it was written', async () => {
    const { run, manifest, ports } = await stand('disk', () => source());
    await run('acquire-disk');

    const { stored, blocks } = await manifest();

    for (const object of stored) expect(await ports.vault.head(object.key)).toEqual(object);
    expect(await ports.vault.head(blocks?.digests.key ?? '')).toMatchObject({
      sha256: blocks?.digests.sha256,
    });
  });

  it('F-04 keeps the digest of the bytes as seized and that of the bytes as stored, and takes neither for the other', async () => {
    const { run, manifest, ports } = await stand('disk', () => source());
    await run('acquire-disk');

    const { content, stored } = await manifest();

    expect(content.sha256).toBe(digest('sha256'));
    for (const { key, sha256, bytes } of stored) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of ports.vault.read(key)) chunks.push(chunk);
      expect(digest('sha256', Buffer.concat(chunks))).toBe(sha256);
      expect(bytes).toBe(Buffer.concat(chunks).byteLength);
      expect(sha256).not.toBe(content.sha256);
    }
  });

  it('F-01 fails for a source without bytes, and never seals the digest of nothing', async () => {
    const { run, entries } = await stand('disk', () => described({ bytes: 0 }));

    await run('acquire-disk');

    const log = await entries();
    expect(failureIn(log)).toMatchObject({ code: 'source.empty', final: true });
    expect(JSON.stringify(log)).not.toContain(EMPTY_SHA256);
    expect(typesOf(log)).toEqual(['step.started', 'step.failed']);
  });

  it('skips the verification of what was never sealed, and says why', async () => {
    const { run, entries } = await stand('disk', () => described({ bytes: 0 }));
    await run('acquire-disk');

    await run('verify-evidence');

    expect(
      (await entries()).findLast((entry) => isEntry(entry, 'step.skipped'))?.body.reason,
    ).toContain(ITEM);
  });

  it('says that a disk holds nothing but zeros', async () => {
    const { run, manifest } = await stand('disk', () =>
      source({ disk: new Uint8Array(3 * BLOCK_SIZE), absent: () => false }),
    );

    await run('acquire-disk');

    expect((await manifest()).limits).toContain('the whole content reads as zeros');
  });

  it('lists bytes that could not be read in the log, the manifest and its limits', async () => {
    const { run, entries, manifest } = await stand('disk', () =>
      source({ faults: { damaged: new Map([[2, Infinity]]) } }),
    );

    await run('acquire-disk');

    expect(
      (await entries()).find((entry) => isEntry(entry, 'evidence.acquired'))?.body.missingBytes,
    ).toBe(BLOCK_SIZE);
    expect((await manifest()).completeness.missing).toEqual([[2 * BLOCK_SIZE, BLOCK_SIZE]]);
    expect((await manifest()).limits.join()).toContain('could not be read');
  });
});

describe('when a disk is lost on its way', () => {
  const pulled = (block: number) => ({
    beforeRead: (reading: number) => {
      if (reading >= block)
        throw new PortError('source.not-found', 'the device is gone', { retryable: true });
    },
  });

  it('tries again, and on the last attempt seals what was read and fails with what is missing', async () => {
    const { run, entries, manifest } = await stand('disk', () => source({ faults: pulled(2) }));

    for (const attempt of [1, 2, 3]) await run('acquire-disk', attempt);

    const log = await entries();
    expect(typesOf(log).slice(-5)).toEqual([
      'step.started',
      'evidence.acquired',
      'evidence.sealed',
      'evidence.verified',
      'step.failed',
    ]);
    expect(failureIn(log)).toMatchObject({
      code: 'acquisition.incomplete',
      retryable: false,
      final: true,
    });
    const { completeness, source: facts } = await manifest();
    expect(completeness.missing).toEqual([[2 * BLOCK_SIZE, DISK.disk.byteLength - 2 * BLOCK_SIZE]]);
    expect(completeness.reason).toContain('the device is gone');
    expect(facts.facts).toMatchObject({ failure: { code: 'acquisition.incomplete' } });
  });

  it('verifies what was saved, so that it can be analysed for what it is', async () => {
    const { run, entries } = await stand('disk', () => source({ faults: pulled(2) }));
    for (const attempt of [1, 2, 3]) await run('acquire-disk', attempt);

    await run('verify-evidence');

    expect(
      (await entries()).find((entry) => isEntry(entry, 'evidence.verified'))?.body,
    ).toMatchObject({ result: 'match' });
  });

  it('ends a replay after a crash as the first run would have ended, not as a success', async () => {
    const { run, entries, ports } = await stand('disk', () =>
      described({ embedded: { md5: '0'.repeat(31) + '1' } }),
    );
    let dies = true;
    const append = ports.log.append.bind(ports.log);
    ports.log.append = async (caseId, size, lines) => {
      if (dies && lines.some(({ entry }) => entry.type === 'step.failed'))
        throw new Error('killed');
      await append(caseId, size, lines);
    };
    await expect(run('acquire-disk')).rejects.toThrow('killed');
    dies = false;

    await run('acquire-disk');

    expect(failureIn(await entries())).toMatchObject({
      code: 'acquisition.digest-mismatch',
      final: true,
    });
  });
});

describe('when the container brings digests of its own', () => {
  it('F-68 compares them, keeps them, and says when SHA-256 is not among them', async () => {
    const embedded = { md5: digest('md5'), sha1: digest('sha1') };
    const { run, manifest } = await stand('disk', () => described({ format: 'ewf', embedded }));

    await run('acquire-disk');

    const { source: facts, limits } = await manifest();
    expect(facts.facts).toMatchObject({
      'embedded.md5': embedded.md5,
      'embedded.md5.result': 'match',
      'embedded.sha1.result': 'match',
    });
    expect(facts.facts).not.toHaveProperty('embedded.sha256');
    expect(limits.join()).toContain('md5 and sha1 only');
  });

  it('F-68 says nothing of the kind where the container holds SHA-256 too', async () => {
    const embedded = { md5: digest('md5'), sha256: digest('sha256') };
    const { run, manifest } = await stand('disk', () => described({ format: 'ewf', embedded }));

    await run('acquire-disk');

    expect((await manifest()).limits).toEqual([]);
    expect((await manifest()).source.facts).toMatchObject({ 'embedded.sha256.result': 'match' });
  });

  it('fails when they differ, and keeps what there is', async () => {
    const { run, entries, manifest } = await stand('disk', () =>
      described({ embedded: { md5: '0'.repeat(31) + '1' } }),
    );

    await run('acquire-disk');

    expect(failureIn(await entries())).toMatchObject({
      code: 'acquisition.digest-mismatch',
      final: true,
    });
    expect((await manifest()).source.facts).toMatchObject({ 'embedded.md5.result': 'mismatch' });
  });
});

describe('when sealed evidence is read back', () => {
  /** Lets the vault give other bytes of the first segment: from now on, or not at all. */
  function tamper({ ports }: Stand): void {
    const read = ports.vault.read.bind(ports.vault);
    ports.vault.read = async function* (key, range) {
      for await (const chunk of read(key, range)) {
        const copy = Uint8Array.from(chunk);
        if (key.includes('image.00000') && range === undefined) copy[40] = (copy[40] ?? 0) ^ 1;
        yield copy;
      }
    };
  }

  it('enters a mismatch, with what differs, and fails', async () => {
    const on = await stand('disk', () => source());
    tamper(on);
    await on.run('acquire-disk');
    expect(typesOf(await on.entries())).not.toContain('evidence.verified');

    await on.run('verify-evidence');

    const log = await on.entries();
    const verified = log.find((entry) => isEntry(entry, 'evidence.verified'));
    expect(verified?.body).toMatchObject({ result: 'mismatch' });
    expect(failureIn(log)).toMatchObject({ code: 'evidence.digest-mismatch', final: true });
  });

  it('verifies afterwards where the process that acquires may not read', async () => {
    const { run, entries, ports } = await stand('disk', () => source());
    const read = ports.vault.read.bind(ports.vault);
    ports.vault.read = () => {
      throw new PortError('vault.unavailable', 'this role may write and not read');
    };
    await run('acquire-disk');
    expect(typesOf(await entries())).not.toContain('evidence.verified');
    ports.vault.read = read;

    await run('verify-evidence');

    const verified = (await entries()).find((entry) => isEntry(entry, 'evidence.verified'));
    expect(verified?.body).toMatchObject({ result: 'match', sha256: digest('sha256') });
  });

  it('reads a manifest that is gone as a mismatch, not as a crash', async () => {
    const { run, entries, ports } = await stand('disk', () => source());
    ports.vault.read = () => {
      throw new PortError('vault.digest-mismatch', 'gone');
    };
    await run('acquire-disk');

    await run('verify-evidence');

    const verified = (await entries()).find((entry) => isEntry(entry, 'evidence.verified'));
    expect(verified?.body).toMatchObject({ result: 'mismatch', bytes: 0, detail: 'gone' });
  });
});

describe('when logs are acquired', () => {
  it('keeps the bytes as they are', async () => {
    const disk = new TextEncoder().encode('Nov 24 03:00:00 web-01 sshd[1]: Accepted publickey\n');
    const { run, manifest, ports } = await stand('log', () =>
      source({ disk, absent: () => false }),
    );

    await run('acquire-log');

    const { content, kind } = await manifest();
    expect(kind).toBe('log');
    expect(content).toEqual({ bytes: disk.byteLength, sha256: digest('sha256', disk) });
    expect(await ports.vault.head((await manifest()).stored[0]?.key ?? '')).toBeDefined();
  });
});
