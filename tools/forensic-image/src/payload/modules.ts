import { copyFile, cp, mkdir, readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { WORKSPACE } from './places.ts';

interface Taken {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/** Copies what the bundles need as packages of npm below `root`, and says which versions they are. */
export async function takeModules(root: string, machine: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { name, folder, files } of modulesFor(machine)) {
    versions[name] = await versionOf(folder);
    for (const file of files)
      await take(join(folder, file), join(root, 'node_modules', name, file));
  }
  versions[`node-linux-${machine}`] = process.versions.node;
  // The runtime that `./afo` has installed, from a lock file with its digest.
  const node = await realpath(join(WORKSPACE, '.tools/runtime/bin/node'));
  await take(node, join(root, 'runtime/bin/node'));
  await take(join(dirname(node), '../LICENSE'), join(root, 'licences/node'));
  return versions;
}

/** Detection rules are data of the product. */
export const takeRules = (root: string): Promise<void> =>
  cp(join(WORKSPACE, 'deployment/rules'), join(root, 'rules'), { recursive: true });

function modulesFor(machine: string): readonly Taken[] {
  const yara = folderOf('libs/analysis-tools', '@litko/yara-x');
  const platform = `@litko/yara-x-linux-${machine}-gnu`;
  return [
    { name: '@litko/yara-x', folder: yara, files: ['package.json', 'index.js'] },
    {
      name: platform,
      folder: dirname(createRequire(join(yara, 'index.js')).resolve(`${platform}/package.json`)),
      files: ['package.json', `yara-x.linux-${machine}-gnu.node`],
    },
    {
      name: '@expo-google-fonts/source-sans-3',
      folder: folderOf('libs/reporting', '@expo-google-fonts/source-sans-3'),
      files: [
        ...['package.json', 'LICENSE_FONT'],
        ...['400Regular/SourceSans3_400Regular.ttf', '600SemiBold/SourceSans3_600SemiBold.ttf'],
      ],
    },
    {
      name: 'dejavu-fonts-ttf',
      folder: folderOf('libs/reporting', 'dejavu-fonts-ttf'),
      files: ['package.json', 'LICENSE', 'ttf/DejaVuSansMono.ttf'],
    },
  ];
}

/** Where the package manager has put what a library depends on. */
const folderOf = (library: string, name: string): string =>
  dirname(createRequire(join(WORKSPACE, library, 'package.json')).resolve(`${name}/package.json`));

async function versionOf(folder: string): Promise<string> {
  const text: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(text).version;
}

async function take(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}
