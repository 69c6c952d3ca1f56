import { instantOf } from '@afo/domain';
import type { RejectedDraft, RejectedEvents } from '@afo/ports';
import { PortError } from '@afo/ports';
import { beforeEach, describe, expect, it } from 'vitest';

/** What every store of rejected events keeps. `open` gives the store of one test as another process has it. */
export function rejectedEventsConformance(open: () => Promise<RejectedEvents>): void {
  let rejected: RejectedEvents;
  let other: RejectedEvents;
  beforeEach(async () => {
    rejected = await open();
    other = await open();
  });

  describe('when an event is rejected', () => {
    it('keeps its bytes exactly, whatever they are, for every other process', async () => {
      const raw = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);

      const id = await rejected.keep(rejection({ raw }));

      expect(Buffer.from(await other.read(id)).equals(Buffer.from(raw))).toBe(true);
    });

    it('tells what was wrong with it, whatever characters that holds', async () => {
      const draft = rejection({ reason: 'Ünï "quoted" \u2028 line', findingIds: ['a\nb', 'c'] });

      const id = await rejected.keep(draft);

      const { raw, ...told } = draft;
      expect(await other.list()).toEqual([
        expect.objectContaining({ id, ...told, bytes: raw.byteLength }),
      ]);
    });

    it('keeps one event once, however often and from wherever it comes', async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? rejected : other).keep(rejection())),
      );

      expect(new Set(ids).size).toBe(1);
      expect(await rejected.list()).toHaveLength(1);
    });

    it('tells two faults of one event apart', async () => {
      await rejected.keep(rejection());
      await rejected.keep(rejection({ code: 'finding.bad-account' }));

      expect(await rejected.list()).toHaveLength(2);
    });

    it('keeps nothing at all too, since that was an event as well', async () => {
      const id = await rejected.keep(rejection({ raw: new Uint8Array() }));

      expect(await other.read(id)).toHaveLength(0);
    });

    it('lists the oldest first', async () => {
      await rejected.keep(rejection({ at: instantOf(2000), reason: 'second' }));
      await rejected.keep(rejection({ at: instantOf(1000), reason: 'first' }));
      await rejected.keep(rejection({ at: instantOf(3000), reason: 'third' }));

      expect((await other.list()).map(({ reason }) => reason)).toEqual([
        'first',
        'second',
        'third',
      ]);
    });
  });

  describe('when a rejected event was replayed', () => {
    it('waits no longer, and settling it again changes nothing', async () => {
      const id = await rejected.keep(rejection());

      await rejected.settle(id);
      await other.settle(id);

      expect(await other.list()).toEqual([]);
    });

    it.each(['0'.repeat(32), '../../etc/passwd', ''])(
      'says that there is no event %j',
      async (id) => {
        await expect(rejected.settle(id)).rejects.toMatchObject({
          code: 'rejected-events.not-found',
        });
        await expect(rejected.read(id)).rejects.toBeInstanceOf(PortError);
      },
    );
  });
}

const rejection = (change: Partial<RejectedDraft> = {}): RejectedDraft => ({
  at: instantOf(1000),
  code: 'event.not-json',
  reason: 'neither JSON nor JSON Lines',
  findingIds: [],
  raw: Buffer.from('{"broken'),
  ...change,
});
