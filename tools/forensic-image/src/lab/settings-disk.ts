import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../payload/run.ts';

export type Settings = Readonly<Record<string, string>>;

/** A small disk with an environment file for each name. */
export async function writeSettingsDisk(
  folder: string,
  files: Readonly<Record<string, Settings>>,
): Promise<string> {
  const content = join(folder, 'settings');
  await mkdir(content, { recursive: true, mode: 0o700 });
  for (const [name, settings] of Object.entries(files))
    await writeFile(join(content, `${name}.env`), textOf(settings), { mode: 0o600 });
  const disk = join(folder, 'settings.raw');
  await writeFile(disk, '', { mode: 0o600 });
  await truncate(disk, 4 * 2 ** 20);
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '^has_journal', '-d', content, disk]);
  return disk;
}

/** systemd.exec(5), EnvironmentFile=: within double quotes, a backslash escapes. */
const textOf = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\`$]/g, '\\$&')}"\n`)
    .join('');
