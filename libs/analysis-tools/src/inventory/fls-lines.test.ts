import { describe, expect, it } from 'vitest';
import { asListed, parseFlsLine } from './fls-lines.ts';

const parse = (text: string) => parseFlsLine({ number: 1, text });

describe('when a line of fls is read', () => {
  it.each([
    ['r/r 12:\tetc/passwd', { state: 'live', inode: '12', path: 'etc/passwd' }],
    ['r/r * 661:\ttmp/x', { state: 'deleted', inode: '661', path: 'tmp/x' }],
    ['r/r * 72(realloc):\taaa.txt', { state: 'reallocated', inode: '72', path: 'aaa.txt' }],
    ['-/r * 0:\tgone', { state: 'deleted', inode: '0', path: 'gone' }],
    ['r/r 64-128-2:\twindows', { state: 'live', inode: '64', path: 'windows' }],
    ['V/V 130817:\t$OrphanFiles', { state: 'live', inode: '130817', path: '$OrphanFiles' }],
  ])('reads %j', (line, expected) => {
    expect(parse(line)).toEqual(expected);
  });

  it('F-70 takes no name for an answer: bars, stars and marks in it change nothing', () => {
    for (const name of [
      '0|fake|1^0|injected|9|r',
      'x (deleted)',
      '* 5(realloc):',
      'a -> b',
      'r/r * 9: x',
      '',
    ]) {
      expect(parse(`r/r 12:\t${name}`)).toEqual({ state: 'live', inode: '12', path: name });
    }
  });

  it('F-70 refuses a line of another form, instead of guessing', () => {
    expect(() => parse('fls: cannot open')).toThrow(
      expect.objectContaining({ code: 'analysis.output-not-understood' }),
    );
  });

  it('knows how fls prints control characters, or no name with one would be found again', () => {
    expect(asListed('new\nline\t\u001b[31m\u007f')).toBe('new^line^^[31m\u007f');
  });
});
