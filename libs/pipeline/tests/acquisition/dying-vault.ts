import type { EvidenceVault, ObjectWriter } from '@afo/ports';

/** What a killed process sees: nothing comes back any more. */
export class Killed extends Error {}

/**
 * A vault whose process dies at its n-th call: that call is carried out or not, as `carriedOut` says, and neither it
 * nor any later one returns well. What an earlier call has committed stays.
 */
export function dyingVault(
  vault: EvidenceVault,
  { atCall, carriedOut }: { readonly atCall: number; readonly carriedOut: boolean },
): { readonly vault: EvidenceVault; readonly calls: () => number } {
  let calls = 0;
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > atCall) throw new Killed();
    if (calls < atCall) return await work();
    if (carriedOut) await work();
    throw new Killed();
  };
  async function* stream<T>(work: () => AsyncIterable<T>): AsyncIterable<T> {
    for await (const value of work()) {
      await through(() => Promise.resolve());
      yield value;
    }
  }
  const writerOf = (writer: ObjectWriter): ObjectWriter => ({
    write: (chunk) => through(() => writer.write(chunk)),
    commit: () => through(() => writer.commit()),
    // The process is gone: nobody tidies up.
    abort: () => Promise.resolve(),
  });
  return {
    calls: () => calls,
    vault: {
      create: (address) => through(async () => writerOf(await vault.create(address))),
      head: (key) => through(() => vault.head(key)),
      read: (key, range) => stream(() => vault.read(key, range)),
      inventory: (caseId, item) => stream(() => vault.inventory(caseId, item)),
      protect: (caseId, retention) => through(() => vault.protect(caseId, retention)),
      retention: (key) => through(() => vault.retention(key)),
      dispose: (key) => through(() => vault.dispose(key)),
      sweep: (age) => through(() => vault.sweep(age)),
      free: () => through(() => vault.free()),
    },
  };
}
