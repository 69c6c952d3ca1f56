import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAtLeast } from '@afo/domain';
import type { Severity } from '@afo/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseImage } from './case-on-disk.ts';
import type { AnalysedCase } from './case-on-disk.ts';

/**
 * A Debian 12 virtual machine of 2 GiB with planted traces, too large for this repository. Name the two raw images to
 * run these tests: AFO_LAB_IMAGE with the traces, AFO_LAB_CLEAN_IMAGE the same host without them.
 */
const { AFO_LAB_IMAGE: image, AFO_LAB_CLEAN_IMAGE: clean } = process.env;
const because = (name: string, value: string | undefined): string =>
  value === undefined ? ` (skipped: ${name} names no image)` : '';

const folder = mkdtempSync(join(tmpdir(), 'afo-lab-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Trace {
  readonly id: string;
  readonly attack: string | undefined;
  readonly path: string;
  readonly atLeast: Severity;
}

const trace = (place: string, attack?: string, atLeast: Severity = 'medium'): Trace => {
  const [id = '', path = ''] = place.split(/ (.*)/s);
  return { id, path, attack, atLeast };
};

const traces: readonly Trace[] = [
  trace('T01 /var/log/auth.log', 'T1110.001', 'high'),
  trace('T02 /root/.bash_history', 'T1059.004'),
  trace('T03 /tmp/.x/xmrig-lab', 'T1496', 'high'),
  trace('T03 /tmp/.x/xmrig-lab', 'T1564.001', 'high'),
  trace('T04 /etc/cron.d/php-session-gc', 'T1053.003', 'high'),
  trace('T05 /var/www/html/uploads/.thumb_cache.php', 'T1505.003', 'high'),
  trace('T05 /var/log/nginx/access.log', 'T1505.003', 'high'),
  trace('T06 /root/.ssh/authorized_keys', 'T1098.004'),
  trace('T07 /usr/local/lib/.cache/bsh', 'T1548.001', 'high'),
  trace('T07 /usr/local/lib/.cache/bsh', 'T1070.006'),
  trace('T08 /etc/ld.so.preload', 'T1574.006', 'high'),
  trace('T08 /usr/local/lib/libsysperf.so', 'T1574.006', 'high'),
  trace('T09 /etc/systemd/system/dbus-cache.service', 'T1543.002', 'high'),
  trace('T09 /usr/lib/dbus-cache/.helper', 'T1564.001', 'high'),
  trace('T13 /etc/passwd', 'T1136.001', 'high'),
  trace('T14 /etc/sudoers.d/90-cloud-init-users', 'T1548.003'),
  trace('T15 /usr/bin/who', 'T1554', 'high'),
  trace('T16 /home/deploy/.aws/credentials', 'T1552.001', 'low'),
  trace('T17 /var/www/html/uploads/report.com', undefined, 'low'),
  trace('T18 /var/log/btmp', 'T1110.001', 'high'),
  trace('T18 /var/log/wtmp', 'T1110.001', 'high'),
  trace('T19 /var/tmp/.. ', 'T1036'),
  trace('T19 /var/tmp/.. /0|fake|1\n0|injected|9|r', 'T1036'),
  trace('T20 /tmp/.x/loot.tgz', 'T1070.004'),
];

const isReported = ({ detections }: AnalysedCase, { path, attack, atLeast }: Trace): boolean =>
  detections.some(
    (detection) =>
      isAtLeast(detection.severity, atLeast) &&
      (attack === undefined || detection.attack.includes(attack)) &&
      detection.pointers.some((pointer) => pointer.path === path),
  );

describe.skipIf(image === undefined)(
  `when the lab image goes through the worker${because('AFO_LAB_IMAGE', image)}`,
  () => {
    let found: AnalysedCase;
    let seconds = 0;
    beforeAll(async () => {
      const before = Date.now();
      found = await analyseImage(join(folder, 'home'), image ?? '');
      seconds = (Date.now() - before) / 1000;
    }, 300_000);

    it('reports all seventeen traces on the disk', () => {
      expect(
        traces.filter((each) => !isReported(found, each)).map(({ id, path }) => `${id} ${path}`),
      ).toEqual([]);
      expect(new Set(traces.map(({ id }) => id)).size).toBe(17);
    });

    it('tells of the guessed password what stands in the log: times, names, count', () => {
      const guessed = found.detections.filter(
        ({ rule }) => rule === 'linux.login.guessed-password',
      );

      expect(guessed).toHaveLength(2);
      for (const one of guessed) {
        expect(one).toMatchObject({
          at: '2026-11-18T02:00:00.000Z',
          until: '2026-11-18T02:12:10.000Z',
          count: 240,
        });
        expect(String(one.facts['names']).split(', ')).toHaveLength(10);
      }
    });

    it('recovers the deleted archive whole', () => {
      const titles = [...found.state.items.values()]
        .filter(({ acquired }) => acquired?.kind === 'recovered')
        .map(({ acquired }) => acquired?.title);

      expect(titles).toContain('/tmp/.x/loot.tgz');
    });

    it('says which packaged program was changed, and that no other was', () => {
      const changed = found.detections.filter(
        ({ rule }) => rule === 'linux.packages.changed-program',
      );

      expect(changed.map(({ pointers }) => pointers[0]?.path)).toEqual(['/usr/bin/who']);
    });

    it('C38 gives the same bytes when it is done again', async () => {
      expect((await analyseImage(join(folder, 'again'), image ?? '')).digests).toEqual(
        found.digests,
      );
    }, 300_000);

    it('needs no more than a minute and 500 MiB', () => {
      expect(seconds).toBeLessThan(60);
      expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(500);
    });
  },
);

describe.skipIf(clean === undefined)(
  `when the clean lab image goes through the worker${because('AFO_LAB_CLEAN_IMAGE', clean)}`,
  () => {
    it('raises no alarm', async () => {
      const { detections } = await analyseImage(join(folder, 'clean'), clean ?? '');

      expect(
        detections.filter(({ severity }) => severity !== 'informational').map(({ title }) => title),
      ).toEqual([]);
    }, 300_000);
  },
);
