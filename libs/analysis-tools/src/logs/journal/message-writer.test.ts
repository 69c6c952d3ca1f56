import { describe, expect, it } from 'vitest';
import { isItself } from './message-writer.ts';

const by = (comm: string): ReadonlyMap<string, string> => new Map([['_COMM', comm]]);

describe('when a message of the journal claims to be of a program', () => {
  it('F-73 takes no process for sshd whose name only begins like it, or is its beginning', () => {
    expect(['s', 'ss', 'sshdx', 'bash', ''].filter((comm) => isItself('sshd', by(comm)))).toEqual(
      [],
    );
  });

  it('knows the program, its parts, and a name that the kernel cut', () => {
    expect(isItself('sshd', by('sshd'))).toBe(true);
    expect(isItself('sshd', by('sshd-session'))).toBe(true);
    expect(isItself('systemd-networkd', by('systemd-network'))).toBe(true);
    expect(isItself('sshd', new Map())).toBe(true);
  });
});
