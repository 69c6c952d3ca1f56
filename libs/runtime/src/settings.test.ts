import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSecret, readSettings } from './settings.ts';

const schema = z.object({
  AFO_PORT: z.coerce.number().int().max(65_535).default(1),
  AFO_LEVEL: z.enum(['low', 'high']).default('low'),
  AFO_KEY: z.string().min(4),
});

describe('when a process reads its settings', () => {
  it('takes what is there, and defaults for the rest; an empty variable is none', () => {
    expect(readSettings(schema, { AFO_KEY: 'abcd', AFO_PORT: '80', AFO_LEVEL: '' })).toEqual({
      AFO_KEY: 'abcd',
      AFO_PORT: 80,
      AFO_LEVEL: 'low',
    });
  });

  it('F-62 names every variable that is wrong, all at once, and shows none of their values', () => {
    const read = (): unknown => readSettings(schema, { AFO_PORT: 'hunter2', AFO_LEVEL: 'hunter2' });

    expect(read).toThrow(/AFO_PORT.*AFO_LEVEL.*AFO_KEY/s);
    expect(read).not.toThrow(/hunter2/);
    expect(read).toThrow(expect.objectContaining({ code: 'runtime.bad-config', retryable: false }));
  });
});

describe('when a secret lies in a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afo-secret-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read without the line feed that an editor adds', async () => {
    await writeFile(join(folder, 's'), 'hunter2\n', { mode: 0o600 });

    expect(readSecret('AFO_PASSWORD_FILE', join(folder, 's'))).toBe('hunter2');
  });

  it('is refused when others may read it, or nobody can', async () => {
    await writeFile(join(folder, 's'), 'hunter2');
    await chmod(join(folder, 's'), 0o644);

    expect(() => readSecret('AFO_PASSWORD_FILE', join(folder, 's'))).toThrow(/chmod 600/);
    expect(() => readSecret('AFO_PASSWORD_FILE', join(folder, 'none'))).toThrow(/cannot be read/);
  });
});
