import { describe, expect, it } from 'vitest';
import { dataFolder } from './data-folder.ts';

describe('when the data folder is laid out', () => {
  it('puts everything into one folder, whatever the working directory is later', () => {
    const folder = dataFolder('.afo');

    for (const path of Object.values<string>({ ...folder }))
      expect(path.startsWith(folder.home)).toBe(true);
    expect(folder.home.startsWith('/')).toBe(true);
  });

  it('finds a place for the socket also when the folder lies deep, one of its own for each', () => {
    const deep = `/srv/${'very-deep/'.repeat(20)}.afo`;
    const [one, other] = [dataFolder(deep).redisSocket, dataFolder(`${deep}2`).redisSocket];

    expect(Buffer.byteLength(one)).toBeLessThan(100);
    expect(one).not.toBe(other);
    expect(dataFolder(deep).redisSocket).toBe(one);
  });
});
