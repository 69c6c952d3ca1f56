import type { Detection, TimelineEvent } from '@afo/domain';
import { readCaseResults } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { findCase } from '../stack/find-case.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';

interface TimelineFlags {
  readonly limit: string;
  readonly from?: string;
  readonly to?: string;
  readonly contains?: string;
  readonly detections?: true;
  readonly as?: string;
}

/** `afo case timeline`: what happened, over all evidence of a case; or only what speaks for a compromise. */
export const caseTimeline = (cli: Cli): Command =>
  new Command('timeline')
    .description('show the timeline of a case, or its detections')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .option('--from <time>', 'events at or after this time (RFC 3339)')
    .option('--to <time>', 'events before this time')
    .option('--contains <text>', 'events whose summary holds this text')
    .option('--limit <n>', 'most events', '200')
    .option('--detections', 'show the detections instead')
    .option('--as <name>', 'who reads; default: the user of this terminal')
    .action(async (named: string, flags: TimelineFlags) => {
      const { ports } = await cli.stack();
      const caseId = await findCase(ports.log, named);
      const wanted = filterOf(flags);
      const results = await readCaseResults(ports, {
        caseId,
        actor: cli.person(flags.as),
        purpose: 'shown on the command line',
      });
      for (const { item, what } of results.unread) cli.output.note(`! ${item}: ${what}`);
      if (flags.detections === true)
        cli.output.result(
          { case: caseId, detections: results.detections },
          detectionLines(results.detections),
        );
      else
        await showEvents(
          cli,
          { case: caseId, events: results.events(), total: results.eventCount },
          wanted,
        );
      if (results.unread.length > 0) process.exitCode = ExitCode.partial;
    });

interface Wanted {
  readonly fits: (event: TimelineEvent) => boolean;
  readonly limit: number;
}

function filterOf({ from, to, contains, limit }: TimelineFlags): Wanted {
  const [start, end] = [timeOf('--from', from, -Infinity), timeOf('--to', to, Infinity)];
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1)
    throw new CliError('cli.usage', '--limit takes a whole number from 1');
  const fits = ({ at, summary }: TimelineEvent): boolean => {
    const time = Date.parse(at);
    return time >= start && time < end && (contains === undefined || summary.includes(contains));
  };
  return { fits, limit: most };
}

function timeOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CliError('cli.usage', `${flag} takes a time such as 2026-11-24T03:00:00Z`);
  return time;
}

interface Shown {
  readonly case: string;
  readonly events: AsyncIterable<TimelineEvent>;
  readonly total: number;
}

/** Keeps as many events as are shown, and counts the rest: the answer says what it leaves out. */
async function showEvents(cli: Cli, shown: Shown, { fits, limit }: Wanted): Promise<void> {
  const events: TimelineEvent[] = [];
  let fitting = 0;
  for await (const event of shown.events) {
    if (!fits(event)) continue;
    fitting += 1;
    if (events.length < limit) events.push(event);
  }
  const rest = fitting - events.length;
  const lines = [
    ...eventLines(events),
    ...(rest > 0
      ? [`… and ${rest} more of ${shown.total} events; --limit, --from and --to choose`]
      : []),
  ];
  cli.output.result(
    { case: shown.case, total: shown.total, fitting, events },
    lines.length === 0 ? ['no event'] : lines,
  );
}

/** Events for people: time, source, what. */
export const eventLines = (events: readonly TimelineEvent[]): readonly string[] =>
  table(
    events.map(({ at, source, kind, pointer, summary }) => [
      at,
      source,
      kind,
      pointer.item,
      summary,
    ]),
  );

/** Detections for people, as they come: the worst first. */
export const detectionLines = (detections: readonly Detection[]): readonly string[] =>
  detections.length === 0
    ? ['no detection']
    : table(
        detections.map(({ severity, at, attack, title, pointers: [first] }) => [
          severity,
          at ?? '',
          attack.join(' '),
          title,
          first?.path ?? first?.item ?? '',
        ]),
      );
