import { describe, expect, it } from 'vitest';

import { outputOf, succeeds } from './programs.ts';

describe('a program that is run', () => {
  it('succeeds only with exit code 0', async () => {
    expect(await succeeds('sh', ['-c', 'exit 0'])).toBe(true);
    expect(await succeeds('sh', ['-c', 'exit 3'])).toBe(false);
  });

  it('has failed when a signal ended it', async () => {
    expect(await succeeds('sh', ['-c', 'kill -9 $$'])).toBe(false);
  });

  it('has no input to wait for', async () => {
    expect(await succeeds('cat', [])).toBe(true);
  });

  it('gives back its output', async () => {
    expect(await outputOf('sh', ['-c', 'echo one; echo two'])).toBe('one\ntwo\n');
  });

  it('gives back nothing when it failed half-way', async () => {
    await expect(outputOf('sh', ['-c', 'echo one; exit 4'])).rejects.toThrow('ended with 4');
  });

  it('fails when there is no such program', async () => {
    await expect(succeeds('no-such-program', [])).rejects.toThrow('ENOENT');
  });
});
