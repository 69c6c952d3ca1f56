import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathText } from './path-text.ts';

describe('when a path is put into a result', () => {
  it('F-70 keeps every byte of it, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { path, pathBytes } = pathText(bytes);

        const kept = pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64');
        expect(kept.equals(Buffer.from(bytes))).toBe(true);
        expect(path.isWellFormed()).toBe(true);
      }),
    );
  });

  it('F-72 cuts a path that never ends and keeps its bytes beside it', () => {
    const long = Buffer.from(`/${'é/'.repeat(20_000)}`);

    const { path, pathBytes } = pathText(long);

    expect(path.length).toBeLessThan(8192);
    expect(Buffer.from(pathBytes ?? '', 'base64').equals(long)).toBe(true);
  });
});
