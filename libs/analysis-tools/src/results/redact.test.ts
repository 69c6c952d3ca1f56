import { describe, expect, it } from 'vitest';
import { redact, redactSentence } from './redact.ts';

describe('when evidence is quoted', () => {
  it.each([
    ['aws_access_key_id = AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI'],
    ['mysql -u root --password=hunter2 db', 'hunter2'],
    ['curl -u admin:hunter2 https://x', 'hunter2'],
    ['curl https://user:hunter2@example.org/', 'hunter2'],
    ['curl -H "Authorization: Bearer abc.def.ghi" x', 'abc.def.ghi'],
    ['echo root:$6$salt$hashhashhash >> /etc/shadow', 'hashhashhash'],
    ['git clone https://ghp_0123456789abcdefghijABCDEFGHIJ012345@github.com/x', 'ghp_0123456789'],
    ['DB_PASSWORD="hunter2" ./run', 'hunter2'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk', 'b3Blbn'],
  ])('F-62 leaves no credential in %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it('keeps enough of an AWS key id to revoke the right one', () => {
    expect(redact('AKIAIOSFODNN7EXAMPLE')).toBe('AKIA…MPLE');
  });

  it.each([
    'cat /etc/shadow',
    'ssh deploy@192.0.2.1',
    'ls -la /home',
    'sudo -u www-data id',
    'curl http://192.0.2.1:8080/a',
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('lets our own sentences speak of secrets', () => {
    expect(redactSentence('AWS access key with its secret: /home/x/.aws')).toBe(
      'AWS access key with its secret: /home/x/.aws',
    );
  });
});
