import type { EventDraft } from '@afo/ports';
import { z } from 'zod';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pathText } from '../inventory/path-text.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

/** One row a name and a moment, with the letters of the times that fall on it. */
const MOMENTS = `
  WITH moments (id, at, letter) AS (
    SELECT id, modified, 'm' FROM entries UNION ALL SELECT id, accessed, 'a' FROM entries
    UNION ALL SELECT id, changed, 'c' FROM entries UNION ALL SELECT id, born, 'b' FROM entries
    UNION ALL SELECT id, deleted, 'd' FROM entries
  )
  SELECT at, moments.id AS id, group_concat(letter, '') AS letters FROM moments
  JOIN entries ON entries.id = moments.id
  WHERE at IS NOT NULL AND state <> 'reallocated' AND type <> 'virtual'
  GROUP BY at, moments.id ORDER BY at, moments.id
`;
const momentSchema = z.object({ at: z.number(), id: z.number(), letters: z.string() });

/** What a moment is called after, the most telling time first. */
const kinds = [
  ['b', 'file.born'],
  ['d', 'file.deleted'],
  ['m', 'file.modified'],
  ['c', 'file.changed'],
  ['a', 'file.accessed'],
] as const;

/**
 * The times of every name: when it was modified, accessed, changed, born and deleted (MACB), one event a moment. A
 * name whose inode has gone to another file has no times of its own any more and gives none (F-71).
 */
export const timeline: Examination = {
  name: 'file times',
  async examine(host, findings) {
    const systems = new Map(
      host.inventory.volumes().map(({ offset, fileSystem }) => [offset, fileSystem]),
    );
    let impossible = 0;
    for (const row of host.inventory.database.prepare(MOMENTS).iterate()) {
      const moment = momentSchema.parse(row);
      const entry = host.inventory.byId(moment.id);
      if (entry === undefined) continue;
      const event = eventOf(host, entry, moment);
      if (event === undefined) impossible += 1;
      else
        await findings.eventInOrder({ ...event, source: systems.get(entry.volume) ?? 'unknown' });
    }
    noteReallocated(host, findings);
    if (impossible > 0)
      findings.limit(`${impossible} file times lie outside of any calendar and are left out.`);
  },
};

function eventOf(
  host: Host,
  entry: FileEntry,
  moment: z.infer<typeof momentSchema>,
): Omit<EventDraft, 'source'> | undefined {
  const at = instantOfSeconds(moment.at);
  const [, kind] = kinds.find(([letter]) => moment.letters.includes(letter)) ?? [];
  if (at === undefined || kind === undefined) return undefined;
  const macb = ['m', 'a', 'c', 'b', 'd']
    .map((letter) => (moment.letters.includes(letter) ? letter : '.'))
    .join('');
  return {
    at,
    kind,
    summary: `${pathText(entry.pathBytes).path}${entry.state === 'deleted' ? ' (deleted)' : ''}`,
    pointer: pointerTo(entry),
    facts: {
      macb,
      type: entry.type,
      size: entry.size,
      mode: entry.mode.toString(8).padStart(4, '0'),
      uid: entry.uid,
      gid: entry.gid,
    },
    ...(moment.at > host.seizedAt ? { doubt: 'later than the acquisition of the disk' } : {}),
  };
}

function noteReallocated({ inventory }: Host, findings: Findings): void {
  const row = inventory.database
    .prepare(`SELECT count(*) AS count FROM entries WHERE state = 'reallocated'`)
    .get();
  const { count } = z.object({ count: z.number() }).parse(row);
  if (count === 0) return;
  findings.limit(
    `${count} deleted names point to inodes that belong to other files by now: their times and contents are lost, and none are shown for them.`,
  );
}
