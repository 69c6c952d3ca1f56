import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAwsConfig } from './config.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-worker-config-'));
  file = join(folder, 'pins.json');
});
afterEach(() => rm(folder, { recursive: true }));

const configOf = (more: Readonly<Record<string, string>>) =>
  readAwsConfig({ AFO_SCRATCH: folder, ...more });

describe('when a worker in AWS is told which programs it may run', () => {
  it('takes the digests and the walls, or an image would run other programs than the reviewed ones', async () => {
    await writeFile(file, JSON.stringify({ fls: 'ab'.repeat(32) }));

    const { machine } = configOf({ AFO_TOOL_PINS: file, AFO_TOOL_WALLS: 'bubblewrap' });

    expect(machine).toEqual({ pins: { fls: 'ab'.repeat(32) }, isolations: ['bubblewrap'] });
    expect(configOf({}).machine).toEqual({});
  });

  it.each(['', '{}x', '{"fls":"abc"}', '[1]'])(
    'does not start with digests that it cannot read: %j',
    async (text) => {
      await writeFile(file, text);

      expect(() => configOf({ AFO_TOOL_PINS: file })).toThrow(
        expect.objectContaining({ code: 'runtime.bad-config' }),
      );
    },
  );

  it('does not start without the file, or without walls that it knows', () => {
    expect(() => configOf({ AFO_TOOL_PINS: join(folder, 'none') })).toThrow(
      expect.objectContaining({ code: 'runtime.bad-config' }),
    );
    expect(() => configOf({ AFO_TOOL_WALLS: 'paper' })).toThrow(
      expect.objectContaining({ code: 'runtime.bad-config' }),
    );
  });
});
