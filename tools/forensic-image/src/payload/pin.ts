import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { digestOf, digestsBelow } from './digests.ts';
import { foreign, takeForeign } from './make-payload.ts';
import type { Manifest, PinnedPackage } from './manifest.ts';
import { fetchPackages, filesOf, PACKAGE_FOLDER, PACKAGES } from './packages.ts';
import { MANIFEST } from './places.ts';

const ABOUT =
  'What of others a forensic host consists of. Made by `nx run forensic-image:pin`; a change of it is a change of the tools that examine evidence, and is reviewed as such.';

/** Takes what is current as what is pinned, and writes the manifest. Whoever calls it reads the difference. */
export async function pin(machine: string, release: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'afo-pin-'));
  try {
    const packages = await currentPackages();
    const root = join(scratch, 'root');
    const modules = await takeForeign(root, { scratch, machine, pins: { packages } });
    const files = foreign(await digestsBelow(root));
    const manifest: Manifest = {
      about: ABOUT,
      release,
      machines: { [machine]: { packages, modules, files } },
    };
    await writeFile(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function currentPackages(): Promise<PinnedPackage[]> {
  await rm(PACKAGE_FOLDER, { recursive: true, force: true });
  await fetchPackages(PACKAGES);
  const packages: PinnedPackage[] = [];
  for (const name of PACKAGES) {
    const [file = ''] = await filesOf(name);
    const [, version = ''] = basename(file).split('_');
    packages.push({ name, version: decodeURIComponent(version), sha256: await digestOf(file) });
  }
  return packages;
}
