import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStackSettings } from './stack-settings.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'afo-home-'));
});
afterEach(() => rm(home, { recursive: true }));
const write = (text: string): Promise<void> => writeFile(join(home, 'stack.yaml'), text);

describe('when a stack has settings', () => {
  it('needs none', () => {
    expect(readStackSettings(home)).toEqual({ hosts: join(home, 'hosts') });
  });

  it('takes them from its data folder, so that all its processes have the same', async () => {
    await writeFile(join(home, 'hook'), 'https://hooks.example/T0KEN\n', { mode: 0o600 });
    await write(
      'v: 1\nkeyName: lab-7/afo\ntimestamps: { url: http://tsa.example/ }\nhosts: known\nnotify: { webhookFile: hook }\nsharedAccount: true\n',
    );

    expect(readStackSettings(home)).toEqual({
      keyName: 'lab-7/afo',
      timestampUrl: 'http://tsa.example/',
      hosts: join(home, 'known'),
      sharedAccount: true,
      webhook: 'https://hooks.example/T0KEN',
    });
  });
});

describe('when the settings are wrong', () => {
  it.each([
    ['a misspelt name', 'v: 1\nkeyname: x', /keyname/],
    ['an address that is none', 'v: 1\ntimestamps: { url: ftp://tsa }', /timestamps\.url/],
    ['no YAML', '{', /not YAML/],
    ['a file that is not there', 'v: 1\nnotify: { webhookFile: none }', /holds no URL/],
  ])('stops the start and says where: %s', async (_, text, message) => {
    await write(text);

    expect(() => readStackSettings(home)).toThrow(message);
  });

  it('F-62 refuses a webhook that others can read, without showing it', async () => {
    await writeFile(join(home, 'hook'), 'https://hooks.example/T0KEN');
    await chmod(join(home, 'hook'), 0o644);
    await write('v: 1\nnotify: { webhookFile: hook }');

    expect(() => readStackSettings(home)).toThrow(/chmod 600/);
    expect(() => readStackSettings(home)).not.toThrow(/T0KEN/);
  });
});
