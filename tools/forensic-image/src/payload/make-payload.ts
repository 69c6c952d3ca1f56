import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.ts';
import { differences, digestOf, digestsBelow, sumsText } from './digests.ts';
import type { Digests } from './digests.ts';
import { pinsOf, readManifest } from './manifest.ts';
import type { MachinePins } from './manifest.ts';
import { takeModules, takeRules } from './modules.ts';
import { TOOLS, unpackPackages } from './packages.ts';
import { SOURCE } from './places.ts';

/** What is ours in `root`, and changes with every commit; all else is of others and pinned. */
const OWN = /^(?:programs|rules)\/|^tool-pins\.json$|^tools\/bin\//;

export interface Payload {
  readonly folder: string;
  /** SHA-256 of the list of digests of all files: whoever knows it knows the whole payload. */
  readonly sha256: string;
}

/**
 * Makes the folder that a forensic host is installed from. It is complete: an installation fetches nothing.
 * @throws Error when anything of others is not exactly what the manifest pins; then no folder is left
 */
export async function makePayload(folder: string, machine: string): Promise<Payload> {
  const pins = pinsOf(await readManifest(), machine);
  const scratch = await mkdtemp(join(tmpdir(), 'afo-payload-'));
  try {
    const made = join(scratch, 'payload');
    await fill(made, { scratch, machine, pins });
    await rm(folder, { recursive: true, force: true });
    await cp(made, folder, { recursive: true });
    return { folder, sha256: await digestOf(join(folder, 'SHA256SUMS')) };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

interface Making {
  readonly scratch: string;
  readonly machine: string;
  readonly pins: MachinePins;
}

async function fill(made: string, { scratch, machine, pins }: Making): Promise<void> {
  const root = join(made, 'root');
  await mkdir(root, { recursive: true });
  for (const part of ['install.sh', 'verify.sh', 'manifest.json', 'systemd', 'os'])
    await cp(join(SOURCE, part), join(made, part), { recursive: true });
  const modules = await takeForeign(root, { scratch, machine, pins });
  const wrong = [
    ...differences(modules, pins.modules),
    ...differences(foreign(await digestsBelow(root)), pins.files),
  ];
  if (wrong.length > 0) throw new Error(`not as pinned: ${wrong.join('; ')}`);
  await takeOwn(root);
  await writeFile(join(made, 'SHA256SUMS'), sumsText(await digestsBelow(made)));
}

/** Everything of others, below `root`; answers with the versions of what comes from npm. */
export async function takeForeign(
  root: string,
  {
    scratch,
    machine,
    pins,
  }: Omit<Making, 'pins'> & { readonly pins: Pick<MachinePins, 'packages'> },
): Promise<Record<string, string>> {
  await unpackPackages(pins.packages, { root, scratch });
  return takeModules(root, machine);
}

async function takeOwn(root: string): Promise<void> {
  await bundlePrograms(root);
  await takeRules(root);
  const digests = await digestsBelow(root);
  const tools = [
    ...TOOLS.map((name) => [name, digests[`tools/programs/${name}`]]),
    ['node', digests['runtime/bin/node']],
  ];
  await writeFile(
    join(root, 'tool-pins.json'),
    `${JSON.stringify(Object.fromEntries(tools), null, 2)}\n`,
  );
}

export const foreign = (digests: Digests): Digests =>
  Object.fromEntries(Object.entries(digests).filter(([path]) => !OWN.test(path)));
