import { describe, expect, it } from 'vitest';
import { isSshd, parseSshdMessage } from './sshd-message.ts';

describe('when a message of sshd is read', () => {
  it.each([
    [
      'Failed password for root from 198.51.100.23 port 40001 ssh2',
      'failed',
      'root',
      '198.51.100.23',
    ],
    [
      'Failed password for invalid user admin from 198.51.100.23 port 1 ssh2',
      'failed',
      'admin',
      '198.51.100.23',
    ],
    ['Failed none for invalid user  from 2001:db8::1 port 2 ssh2', 'failed', '', '2001:db8::1'],
    [
      'Accepted password for deploy from 198.51.100.23 port 41337 ssh2',
      'accepted',
      'deploy',
      '198.51.100.23',
    ],
    [
      'Accepted publickey for deploy from 192.0.2.10 port 5 ssh2: ED25519 SHA256:abc',
      'accepted',
      'deploy',
      '192.0.2.10',
    ],
    ['Invalid user test from 203.0.113.2 port 9', 'unknown-user', 'test', '203.0.113.2'],
    ['Invalid user test from 203.0.113.2', 'unknown-user', 'test', '203.0.113.2'],
  ])('reads %j', (message, ...expected) => {
    const { outcome, user, address, times } = parseSshdMessage(message) ?? {};

    expect([outcome, user, address]).toEqual(expected);
    expect(times).toBe(1);
  });

  it('F-73 lets no user name speak for the server: what sshd writes itself stands last', () => {
    const name = 'root from 192.0.2.1 port 22 ssh2';

    expect(
      parseSshdMessage(
        `Failed password for invalid user ${name} from 198.51.100.23 port 40001 ssh2`,
      ),
    ).toMatchObject({
      user: name,
      address: '198.51.100.23',
    });
    expect(
      parseSshdMessage(`Invalid user x from 192.0.2.1 port 1 from 198.51.100.23 port 9`),
    ).toMatchObject({
      address: '198.51.100.23',
    });
    expect(
      parseSshdMessage('Failed password for Accepted password for root from 192.0.2.1 port 22 ssh2')
        ?.outcome,
    ).toBe('failed');
  });

  it('counts what syslog has folded together, or 100 failures would be 2', () => {
    const folded =
      'message repeated 99 times: [ Failed password for root from 198.51.100.23 port 4 ssh2]';

    expect(parseSshdMessage(folded)).toMatchObject({
      outcome: 'failed',
      times: 99,
      address: '198.51.100.23',
    });
  });

  it.each(['Server listening on 0.0.0.0 port 22.', 'Connection closed by 192.0.2.1', ''])(
    'passes over %j',
    (message) => {
      expect(parseSshdMessage(message)).toBeUndefined();
    },
  );

  it('knows sshd by its names and nobody else', () => {
    expect(['sshd', 'sshd-session'].every(isSshd)).toBe(true);
    expect(['sshd2', 'evil-sshd', 'ssh', 'xsshd'].some(isSshd)).toBe(false);
  });
});
