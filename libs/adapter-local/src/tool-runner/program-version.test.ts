import { describe, expect, it } from 'vitest';
import { versionIn } from './program-version.ts';

describe('when a program says its version', () => {
  it.each([
    ['The Sleuth Kit ver 4.11.1\n', '4.11.1'],
    ['v24.21.0\n', '24.21.0'],
    ['*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***', '1.5.4'],
    ['mke2fs 1.47.0 (5-Feb-2023)', '1.47.0'],
  ])('finds it in %j', (answer, version) => {
    expect(versionIn(answer)).toBe(version);
  });

  it('invents none where there is none', () => {
    expect(versionIn('usage: tool [options]')).toBeUndefined();
  });
});
