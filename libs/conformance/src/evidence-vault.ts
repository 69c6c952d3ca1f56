import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '@afo/custody';
import type { CaseId, Instant, StoredObject } from '@afo/domain';
import { evidenceId, instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import type { EvidenceVault, PortErrorCode, VaultAddress } from '@afo/ports';
import { caseNumber } from './log-lines.ts';

/** One vault for the length of a test. */
export interface VaultUnderTest {
  /** The vault as a process has it; every call is another process of the same vault. */
  open(): Promise<EvidenceVault>;
  /** What the vault takes for now; left out where only the store's own clock counts, as with S3 Object Lock. */
  setTime?(now: Instant): void;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const addressOf = (name: string, change: Partial<VaultAddress> = {}): VaultAddress => ({
  case: SAMPLE_CASE,
  item: evidenceId(1),
  name,
  format: 'raw',
  ...change,
});

/** Puts an object whole. */
export async function put(
  vault: EvidenceVault,
  address: VaultAddress,
  content: Uint8Array,
): Promise<StoredObject> {
  const writer = await vault.create(address);
  for (let at = 0; at < content.byteLength; at += 100_000)
    await writer.write(content.subarray(at, at + 100_000));
  return await writer.commit();
}

/** Reads an object, or a range of it, whole. */
export async function get(
  vault: EvidenceVault,
  key: string,
  range?: { readonly start?: number; readonly end?: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of vault.read(key, range)) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function listed(vault: EvidenceVault, caseId: CaseId, item?: number): Promise<string[]> {
  const keys: string[] = [];
  for await (const object of vault.inventory(caseId, item === undefined ? item : evidenceId(item)))
    keys.push(object.key);
  return keys;
}

async function codeOf(work: Promise<unknown>): Promise<PortErrorCode | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof PortError) return error.code;
    throw error;
  }
}

/** What every EvidenceVault keeps (libs/ports/src/evidence-vault.ts). */
export function evidenceVaultConformance(make: () => Promise<VaultUnderTest>): void {
  let under: VaultUnderTest;
  let vault: EvidenceVault;
  let other: EvidenceVault;

  beforeEach(async () => {
    under = await make();
    under.setTime?.(instantOf(Date.parse('2026-11-24T03:00:00.000Z')));
    vault = await under.open();
    other = await under.open();
  });

  describe('when an object is put', () => {
    it('gives back exactly the bytes, to every process, under a key that holds their digest', async () => {
      const content = Uint8Array.from({ length: 1_234_567 }, (_, at) => (at * 7 + (at >> 8)) & 255);

      const object = await put(vault, addressOf('image.zst', { format: 'zstd', part: 3 }), content);

      const sha256 = sha256Hex(content);
      const key = `cases/${SAMPLE_CASE}/E-0001/${sha256.slice(0, 16)}-image.zst`;
      expect(object).toEqual({ key, bytes: 1_234_567, sha256, format: 'zstd', part: 3 });
      expect(await other.head(key)).toEqual(object);
      expect(Buffer.compare(await get(other, key), content)).toBe(0);
    });

    it('reads ranges as they are asked for, also across the end', async () => {
      const { key } = await put(vault, addressOf('text'), bytesOf('0123456789'));

      expect(await get(vault, key, { start: 2, end: 5 })).toEqual(bytesOf('234'));
      expect(await get(vault, key, { start: 8 })).toEqual(bytesOf('89'));
      expect(await get(vault, key, { end: 2 })).toEqual(bytesOf('01'));
      expect(await get(vault, key, { start: 7, end: 99 })).toEqual(bytesOf('789'));
      expect(await get(vault, key, { start: 5, end: 5 })).toEqual(bytesOf(''));
      expect(await get(vault, key, { start: 10 })).toEqual(bytesOf(''));
    });

    it('keeps an object without bytes as what it is', async () => {
      const { key, bytes } = await put(vault, addressOf('empty'), bytesOf(''));

      expect(bytes).toBe(0);
      expect(await get(vault, key)).toEqual(bytesOf(''));
    });

    it('shows nothing of it before it is committed, so that a half object never counts', async () => {
      const writer = await vault.create(addressOf('half'));
      await writer.write(bytesOf('half'));

      expect(await listed(other, SAMPLE_CASE)).toEqual([]);
      expect(await other.head(keyFor('half', 'half'))).toBeUndefined();
      await writer.abort();
    });

    it('stores the bytes that it was given, whatever their buffer is used for afterwards', async () => {
      const writer = await vault.create(addressOf('lent'));
      const lent = Uint8Array.from(bytesOf('lent'));
      await writer.write(lent);
      lent.buffer.transfer(0);

      const { key } = await writer.commit();

      expect(await get(vault, key)).toEqual(bytesOf('lent'));
    });

    it('leaves nothing behind when it is given up, and takes no more bytes', async () => {
      const writer = await vault.create(addressOf('given-up'));
      await writer.write(bytesOf('x'));

      await writer.abort();
      await writer.abort();

      expect(await listed(vault, SAMPLE_CASE)).toEqual([]);
      expect(await codeOf(writer.write(bytesOf('y')))).toBe('vault.unavailable');
      expect(await codeOf(writer.commit())).toBe('vault.unavailable');
    });

    it('does not undo what was committed when the writer is given up afterwards', async () => {
      const writer = await vault.create(addressOf('kept'));
      await writer.write(bytesOf('kept'));
      const { key } = await writer.commit();

      await writer.abort();

      expect(await get(vault, key)).toEqual(bytesOf('kept'));
    });

    it('resolves to the first when the same bytes come again, from any process', async () => {
      const first = await put(vault, addressOf('twice', { part: 1 }), bytesOf('same'));

      const second = await put(other, addressOf('twice', { part: 1 }), bytesOf('same'));

      expect(second).toEqual(first);
      expect(await listed(vault, SAMPLE_CASE)).toEqual([first.key]);
    });

    it('lets many writers put the same object side by side', async () => {
      const puts = Array.from({ length: 8 }, (_, n) =>
        put(n % 2 === 0 ? vault : other, addressOf('race'), bytesOf('the same')),
      );

      const keys = new Set((await Promise.all(puts)).map(({ key }) => key));

      expect(keys.size).toBe(1);
      expect(await listed(vault, SAMPLE_CASE)).toEqual([...keys]);
    });

    it('F-61 keeps objects of one name and other bytes apart instead of overwriting', async () => {
      const one = await put(vault, addressOf('same-name'), bytesOf('one'));
      const two = await put(vault, addressOf('same-name'), bytesOf('two'));

      expect(two.key).not.toBe(one.key);
      expect(await get(vault, one.key)).toEqual(bytesOf('one'));
      expect(await get(vault, two.key)).toEqual(bytesOf('two'));
    });

    it.each(['../x', 'a/b', '', 'a\nb', 'ü', 'x'.repeat(129), 'a b'])(
      'refuses the name %j, which could leave the vault or confuse a reader',
      async (name) => {
        expect(await codeOf(vault.create(addressOf(name)))).toBe('vault.not-found');
      },
    );
  });

  describe('when an object is asked for', () => {
    it.each([
      '../../../etc/passwd',
      'cases/../index.sqlite',
      '/etc/passwd',
      'index.sqlite',
      `cases/${SAMPLE_CASE}/E-0001/../E-0002/0000000000000000-x`,
    ])('refuses %j, which is no key', async (key) => {
      expect(await codeOf(get(vault, key))).toBe('vault.not-found');
    });

    it('says that there is none instead of giving no bytes', async () => {
      const key = keyFor('never', 'never');

      expect(await vault.head(key)).toBeUndefined();
      expect(await codeOf(get(vault, key))).toBe('vault.not-found');
      expect(await codeOf(vault.retention(key))).toBe('vault.not-found');
      expect(await codeOf(vault.dispose(key))).toBe('vault.not-found');
    });

    it('lists the objects of a case or an item by key, and nothing of another', async () => {
      const a = await put(vault, addressOf('a'), bytesOf('a'));
      const b = await put(vault, addressOf('b', { item: evidenceId(2), part: 0 }), bytesOf('b'));
      await put(vault, addressOf('c', { case: caseNumber(9) }), bytesOf('c'));

      expect(await listed(other, SAMPLE_CASE)).toEqual([a.key, b.key].sort());
      expect(await listed(other, SAMPLE_CASE, 2)).toEqual([b.key]);
      expect(await listed(other, caseNumber(8))).toEqual([]);
    });
  });

  describe('when a case is protected', () => {
    const until = instantOf(Date.parse('2027-11-24T00:00:00.000Z'));
    const later = instantOf(Date.parse('2028-11-24T00:00:00.000Z'));

    it('F-61 refuses to dispose of its objects, present and to come, under legal hold', async () => {
      const before = await put(vault, addressOf('before'), bytesOf('1'));
      await vault.protect(SAMPLE_CASE, { legalHold: true });
      const after = await put(vault, addressOf('after'), bytesOf('2'));

      expect(await codeOf(other.dispose(before.key))).toBe('vault.protected');
      expect(await codeOf(other.dispose(after.key))).toBe('vault.protected');
      expect(await other.retention(after.key)).toEqual({ legalHold: true });
      expect(await listed(other, SAMPLE_CASE)).toHaveLength(2);
    });

    it('keeps an object until its time has come, and not longer than that', async () => {
      const { key } = await put(vault, addressOf('timed'), bytesOf('1'));
      await vault.protect(SAMPLE_CASE, { until, legalHold: false });

      expect(await codeOf(vault.dispose(key))).toBe('vault.protected');
      // Whoever cannot set the time proves the end of a retention in a test of its own, by waiting for it.
      if (under.setTime === undefined) return;
      under.setTime(until);
      await vault.dispose(key);

      expect(await vault.head(key)).toBeUndefined();
      expect(await codeOf(get(other, key))).toBe('vault.not-found');
    });

    it('never shortens a retention, whoever asks', async () => {
      const { key } = await put(vault, addressOf('long'), bytesOf('1'));
      await vault.protect(SAMPLE_CASE, { until: later, legalHold: true });

      await other.protect(SAMPLE_CASE, { until, legalHold: false });
      await other.protect(SAMPLE_CASE, { legalHold: false });

      expect(await vault.retention(key)).toEqual({ until: later, legalHold: false });
    });

    it('protects no other case', async () => {
      const { key } = await put(vault, addressOf('free', { case: caseNumber(9) }), bytesOf('1'));
      await vault.protect(SAMPLE_CASE, { until, legalHold: true });

      await vault.dispose(key);

      expect(await vault.head(key)).toBeUndefined();
    });
  });

  describe('when it sweeps', () => {
    it('spares what is being written and what was committed', async () => {
      const { key } = await put(vault, addressOf('done'), bytesOf('done'));
      const writer = await vault.create(addressOf('slow'));
      await writer.write(bytesOf('slow '));

      await other.sweep(0);

      await writer.write(bytesOf('writer'));
      const slow = await writer.commit();
      expect(await get(vault, key)).toEqual(bytesOf('done'));
      expect(await get(vault, slow.key)).toEqual(bytesOf('slow writer'));
    });
  });
}

const keyFor = (name: string, content: string): string =>
  `cases/${SAMPLE_CASE}/E-0001/${sha256Hex(content).slice(0, 16)}-${name}`;
