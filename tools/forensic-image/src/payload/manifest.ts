import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MANIFEST } from './places.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const packageSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9.+-]*$/),
  version: z.string().regex(/^[\w.+:~-]+$/),
  /** Of the package file. */
  sha256,
});

const machineSchema = z.object({
  /** Debian packages out of which the forensic programs and their libraries are taken. */
  packages: z.array(packageSchema).min(1),
  /** npm packages out of which the runtime, YARA-X and the typefaces are taken. */
  modules: z.record(z.string(), z.string()),
  /** Digest of every file of others, by its path below the place of installation. */
  files: z.record(z.string().regex(/^[\w@.+/-]+$/), sha256),
});

const manifestSchema = z.object({
  about: z.string(),
  /** The Debian release that the packages are of. */
  release: z.string(),
  machines: z.record(z.string(), machineSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type MachinePins = z.infer<typeof machineSchema>;
export type PinnedPackage = z.infer<typeof packageSchema>;

/** What of others a forensic host consists of, as it is committed. */
export const readManifest = async (): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await readFile(MANIFEST, 'utf8')));

/** @throws Error for a machine that nothing is pinned for */
export function pinsOf(manifest: Manifest, machine: string): MachinePins {
  const pins = manifest.machines[machine];
  if (pins === undefined)
    throw new Error(
      `nothing is pinned for ${machine}; there is: ${Object.keys(manifest.machines).join(', ')}`,
    );
  return pins;
}
