import { describe, expect, it } from 'vitest';
import { parseSudoMessage } from './sudo-message.ts';

describe('when a record of sudo is read', () => {
  it('reads who ran what as whom', () => {
    expect(
      parseSudoMessage(
        'deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/bin/bash -c id',
      ),
    ).toEqual({
      user: 'deploy',
      folder: '/home/deploy',
      runAs: 'root',
      command: '/bin/bash -c id',
    });
  });

  it('F-73 takes what is in the command for the command', () => {
    const command = '/bin/echo ; USER=nobody ; COMMAND=/bin/true';

    expect(
      parseSudoMessage(`mallory : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=${command}`),
    ).toMatchObject({
      runAs: 'root',
      command,
    });
  });

  it('passes over its other messages', () => {
    expect(
      parseSudoMessage('pam_unix(sudo:session): session opened for user root(uid=0)'),
    ).toBeUndefined();
  });
});
