import { severitySchema } from '@afo/domain';
import { z } from 'zod';
import { bornAt } from '../host/first-boot.ts';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

const ROWS = `
  SELECT rule, match, min(entries.id) AS id FROM matches JOIN entries USING (volume, inode)
  WHERE state = 'live' OR entries.id IN (SELECT entry FROM recoverable)
  GROUP BY volume, inode, rule ORDER BY min(entries.id), rule
`;
const rowSchema = z.object({ rule: z.string(), match: z.string(), id: z.number() });
const metaSchema = z.looseObject({
  title: z.string(),
  description: z.string(),
  severity: severitySchema,
  confidence: z.enum(['low', 'medium', 'high']),
  attack: z.string().optional(),
  secret: z.literal('yes').optional(),
  mask: z.literal('aws-key-id').optional(),
});
const matchSchema = z.object({
  meta: metaSchema,
  places: z.array(z.tuple([z.number(), z.number()])),
});
type Match = z.infer<typeof matchSchema>;

/** Files that YARA rules fit. A file that is just as its package brought it raises no alarm, but is named. */
export const ruleMatches: Examination = {
  name: 'YARA rules',
  async examine(host, findings) {
    for (const row of host.inventory.database.prepare(ROWS).all()) {
      const { rule, match, id } = rowSchema.parse(row);
      const entry = host.inventory.byId(id);
      if (entry === undefined) continue;
      await findings.with(entry, async () => {
        findings.detection(
          await detectionOf(host, entry, { rule, ...matchSchema.parse(JSON.parse(match)) }),
        );
      });
    }
    noteUnread(host, (sentence) => {
      findings.limit(sentence);
    });
  },
};

async function detectionOf(
  host: Host,
  entry: FileEntry,
  { rule, meta, places }: Match & { readonly rule: string },
) {
  const packaged = host.isAsPackaged(entry);
  const at = instantOfSeconds(bornAt(entry));
  const facts = {
    offsets: places
      .slice(0, 10)
      .map(([offset]) => offset)
      .join(' '),
    ...(await maskedKey(host, entry, { meta, places })),
  };
  return {
    rule: `yara.${rule}`,
    title: `${meta.title}: ${entry.path}`,
    description: `${meta.description}${packaged ? ' The file is as its package brought it.' : ''}`,
    severity: packaged ? ('informational' as const) : meta.severity,
    confidence: meta.confidence,
    attack: meta.attack?.split(',') ?? [],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts,
  };
}

/** Enough of a key id to revoke the right one; the secret beside it is never read. */
async function maskedKey(
  host: Host,
  entry: FileEntry,
  { meta, places }: Match,
): Promise<{ keyId?: string }> {
  const [first] = places;
  if (meta.mask === undefined || first === undefined) return {};
  const [offset, length] = first;
  const bytes = (await host.reader.read(entry, offset + length)).subarray(offset, offset + length);
  const id = bytes.toString('latin1');
  return /^(AKIA|ASIA)[A-Z0-9]{16}$/.test(id) ? { keyId: `${id.slice(0, 4)}…${id.slice(-4)}` } : {};
}

const unreadSchema = z.object({ reason: z.string(), count: z.number() });
const longSchema = z.object({ count: z.number() });

function noteUnread({ inventory: { database } }: Host, limit: (sentence: string) => void): void {
  const rows = database
    .prepare('SELECT reason, count(*) AS count FROM unreadable GROUP BY reason ORDER BY reason')
    .all();
  for (const row of rows.slice(0, 20)) {
    const { reason, count } = unreadSchema.parse(row);
    limit(`The content of ${count} ${count === 1 ? 'file' : 'files'} was not examined: ${reason}.`);
  }
  if (rows.length > 20)
    limit(`Contents were not examined for ${rows.length - 20} further reasons.`);
  const long = longSchema.parse(
    database
      .prepare(
        `SELECT count(*) AS count FROM contents WHERE EXISTS (SELECT 1 FROM entries WHERE entries.volume = contents.volume
         AND entries.inode = contents.inode AND state = 'live' AND size > scanned)`,
      )
      .get(),
  );
  if (long.count > 0) limit(`The rules saw only the first 64 MiB of ${long.count} files.`);
}
