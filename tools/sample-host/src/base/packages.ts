import { createHash } from 'node:crypto';
import { Randomness, seedOf } from '../random.ts';
import type { HostTree, NodeTimes } from '../tree/host-tree.ts';
import { inertElf } from '../tree/inert-elf.ts';
import type { PackageRecipe } from './package-recipe.ts';
import { servicePackages } from './service-packages.ts';
import { systemPackages } from './system-packages.ts';

const INFO = '/var/lib/dpkg/info';
const DAY = 86_400;
const MERGED = ['bin', 'sbin', 'lib'] as const;

interface Installed {
  /** Path as the package ships it, without the first slash. */
  readonly path: string;
  readonly md5: string;
  readonly configuration: boolean;
}

/** Installs the catalogue with dpkg's own records: status, file lists, digests of what was unpacked, conffiles. */
export function installPackages(tree: HostTree, seed: number, installedAt: number): void {
  for (const name of MERGED) {
    tree.folder(`/usr/${name}`);
    tree.link(`/${name}`, `usr/${name}`);
  }
  const stanzas = [...systemPackages, ...servicePackages].map((recipe) =>
    install(tree, recipe, { seed, installedAt }),
  );
  tree.file('/var/lib/dpkg/status', stanzas.join('\n'));
}

interface Circumstances {
  readonly seed: number;
  readonly installedAt: number;
}

function install(tree: HostTree, recipe: PackageRecipe, circumstances: Circumstances): string {
  const files = filesOf(recipe, circumstances.seed);
  const random = new Randomness(seedOf(recipe.name, circumstances.seed));
  // Packages keep the times of their making: long before the file was born on this host.
  const modified = circumstances.installedAt - (100 + random.below(400)) * DAY;
  const installed = files.map(({ path, content, mode, configuration }) => {
    const times: Partial<NodeTimes> = { modified };
    tree.file(`/${mergedPath(path)}`, content, { mode, times });
    return { path, md5: md5(content), configuration };
  });
  writeRecords(tree, recipe, installed);
  return stanzaOf(recipe, installed);
}

interface PackagedFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
  readonly configuration: boolean;
}

function filesOf(recipe: PackageRecipe, seed: number): readonly PackagedFile[] {
  const program = (path: string, mode: number): PackagedFile => ({
    path: path.slice(1),
    content: inertElf({ name: path, seed, bytes: sizeOf(path, seed) }),
    mode,
    configuration: false,
  });
  const text = ([path, content]: [string, string], configuration: boolean): PackagedFile => ({
    path: path.slice(1),
    content: Buffer.from(content),
    mode: content.startsWith('#!') ? 0o755 : 0o644,
    configuration,
  });
  const programs = Object.entries(recipe.programs ?? {}).flatMap(([folder, names]) =>
    names.split(' ').map((name) => program(`${folder}/${name}`, 0o755)),
  );
  const privileged = Object.entries(recipe.privileged ?? {}).map(([path, mode]) =>
    program(path, mode),
  );
  const libraries = (recipe.libraries?.split(' ') ?? []).map((name) => libraryOf(name, seed));
  const configuration = Object.entries(recipe.configuration ?? {}).map((entry) =>
    text(entry, true),
  );
  const texts = Object.entries(recipe.texts ?? {}).map((entry) => text(entry, false));
  return [...programs, ...privileged, ...libraries, ...configuration, ...texts];
}

function libraryOf(name: string, seed: number): PackagedFile {
  const path = `lib/x86_64-linux-gnu/${name}`;
  const content = inertElf({ name: path, seed, bytes: sizeOf(path, seed), library: true });
  return { path, content, mode: 0o644, configuration: false };
}

const sizeOf = (name: string, seed: number): number =>
  12_000 + new Randomness(seedOf(name, seed + 1)).below(90_000);

/** Debian 12 keeps /bin, /sbin and /lib as links into /usr, while many packages still name the old places. */
const mergedPath = (path: string): string =>
  MERGED.some((name) => path.startsWith(`${name}/`)) ? `usr/${path}` : path;

function writeRecords(
  tree: HostTree,
  recipe: PackageRecipe,
  installed: readonly Installed[],
): void {
  const stem = `${INFO}/${recipe.libraries === undefined ? recipe.name : `${recipe.name}:amd64`}`;
  // Documents are in the package and its records, but this image was made without them, as slim images are.
  const documents = ['copyright', 'changelog.Debian.gz'].map((name) => ({
    path: `usr/share/doc/${recipe.name}/${name}`,
    md5: md5(Buffer.from(`${recipe.name}/${name}`)),
  }));
  const plain = [...installed.filter((file) => !file.configuration), ...documents];
  const sums = plain.map((file) => `${file.md5}  ${file.path}\n`).sort();
  const configuration = installed.filter((file) => file.configuration);
  const paths = [...plain, ...configuration].map((file) => `/${file.path}\n`).sort();
  tree.file(`${stem}.list`, ['/.\n', ...paths].join(''));
  tree.file(`${stem}.md5sums`, sums.join(''));
  if (configuration.length > 0) {
    tree.file(`${stem}.conffiles`, configuration.map((file) => `/${file.path}\n`).join(''));
  }
}

function stanzaOf(recipe: PackageRecipe, installed: readonly Installed[]): string {
  const configuration = installed.filter((file) => file.configuration);
  const lines = [
    `Package: ${recipe.name}`,
    'Status: install ok installed',
    'Priority: optional',
    'Section: admin',
    'Maintainer: Debian Developers <debian-devel@lists.debian.org>',
    'Architecture: amd64',
    ...(recipe.libraries === undefined ? [] : ['Multi-Arch: same']),
    `Version: ${recipe.version}`,
    ...(configuration.length === 0 ? [] : ['Conffiles:']),
    ...configuration.map((file) => ` /${file.path} ${file.md5}`),
    `Description: ${recipe.name} of the sample host`,
  ];
  return `${lines.join('\n')}\n`;
}

const md5 = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');
