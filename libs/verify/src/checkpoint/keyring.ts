import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import type { KeyAlgorithm, KnownKey } from './vkey.ts';
import { readVkey } from './vkey.ts';

/** A key, where it came from, and how many checkpoints it proved. */
export interface TrustedKey {
  readonly vkey: string;
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  readonly pinned: boolean;
  readonly checkpoints: number;
}

/**
 * Which keys count. Keys that the reader brings (pinned) count alone; without them those found in the bundle do, and
 * then the verdict rests on the bundle's own word (docs/spec/bundle.md line 19).
 */
export class Keyring {
  readonly #pinned: readonly KnownKey[];
  readonly #found: KnownKey[] = [];
  readonly #uses = new Map<string, number>();

  /** @throws {VerifyError} `verify.invalid-key` for a pinned key that is none. */
  constructor(pinned: readonly string[]) {
    this.#pinned = pinned.map(readVkey);
  }

  get isPinned(): boolean {
    return this.#pinned.length > 0;
  }

  get keys(): readonly KnownKey[] {
    return this.isPinned ? this.#pinned : this.#found;
  }

  /** Keys of the bundle that do not count since the reader brought others. */
  get foreign(): readonly KnownKey[] {
    return this.isPinned
      ? this.#found.filter(({ vkey }) => !this.#pinned.some((key) => key.vkey === vkey))
      : [];
  }

  /** Takes a key file of the bundle; a malformed one is a fault. */
  find(path: string, text: string, findings: Findings): void {
    try {
      this.#found.push(readVkey(text.replace(/\n$/, '')));
    } catch {
      findings.fault('key.malformed', filePlace(path), 'not a vkey with a line feed');
    }
  }

  used(key: KnownKey): void {
    this.#uses.set(key.vkey, (this.#uses.get(key.vkey) ?? 0) + 1);
  }

  report(): readonly TrustedKey[] {
    return this.keys.map(({ vkey, name, algorithm }) => ({
      vkey,
      name,
      algorithm,
      pinned: this.isPinned,
      checkpoints: this.#uses.get(vkey) ?? 0,
    }));
  }
}
