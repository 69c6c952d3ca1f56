import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isAtLeast } from '@afo/domain';
import type { CaseId, CaseState } from '@afo/domain';
import { exportBundle, readCaseResults } from '@afo/pipeline';
import type { ExportedBundle } from '@afo/pipeline';
import type { Verification } from '@afo/verify';
import { verifyPath } from '@afo/verify/node';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { makeDemoHost } from '../demo/sample-host.ts';
import { playInLab } from '../demo/play-in-lab.ts';
import { sendFinding } from '../demo/send-finding.ts';
import { limitsOf, remarksOn, shortfallsOf } from '../stack/outcome.ts';
import { watchCase } from '../stack/watch-case.ts';
import { whileUp } from '../stack/while-up.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { bytesOf, spanOf } from '../terminal/table.ts';
import { detectionLines, eventLines } from './case-timeline.ts';
import { verdictOf } from './verify.ts';

/** `afo demo`: the whole job on a sample compromised host, from the finding to a verified bundle. */
export const demoCommand = (outer: Cli): Command =>
  new Command('demo')
    .description(
      'a sample compromised host: from a GuardDuty finding to a report and a verified bundle',
    )
    .option('--home <folder>', 'data folder of the demo; default: a new one below .afo/demo')
    .option('--aws', 'in a lab in place of AWS: contained, acquired, analysed, given back')
    .action(async (flags: { readonly home?: string; readonly aws?: true }) => {
      if (flags.aws === true) return playInLab(outer, flags.home);
      const began = performance.now();
      const name = new Date().toISOString().replaceAll(':', '').slice(0, 17);
      const cli = outer.at(flags.home ?? join(outer.home, 'demo', name), { AFO_INGEST_PORT: '0' });
      const played = await play(cli);
      const seconds = (performance.now() - began) / 1000;
      cli.output.result({ home: cli.home, seconds, ...viewOf(played) }, [
        ...storyOf(played),
        '',
        `demo done in ${spanOf(seconds)}; everything is in ${relative('.', cli.home)}`,
      ]);
      process.exitCode = exitCodeOf(played);
    });

interface Played {
  readonly state: CaseState;
  readonly results: Awaited<ReturnType<typeof readCaseResults>>;
  readonly events: readonly string[];
  readonly report: readonly string[];
  readonly bundle: ExportedBundle;
  readonly verification: Verification;
}

async function play(cli: Cli): Promise<Played> {
  cli.output.note(
    '1/5  making a compromised host: partitioned ext4 image, planted traces, deleted files, hostile names',
  );
  const host = await makeDemoHost(cli.home);
  cli.output.note(`     ${host.image} (${bytesOf(host.bytes)}, ${host.traces} traces)`);
  cli.output.note(
    '2/5  starting the local stack: Redis, engine, acquisition, analysis, report, finding receiver',
  );
  return whileUp(cli, async () => {
    cli.output.note(`3/5  a GuardDuty finding about ${host.instanceId} arrives`);
    const { caseId, reason } = await sendFinding(cli, host.finding);
    cli.output.note(`     case ${caseId}: ${reason}`);
    const state = await watchCase(cli, caseId);
    return conclude(cli, caseId, state);
  });
}

async function conclude(cli: Cli, caseId: CaseId, state: CaseState): Promise<Played> {
  const { ports, sinks } = await cli.stack();
  cli.output.note('4/5  timeline, detections, report');
  const results = await readCaseResults(ports, {
    caseId,
    actor: cli.person(),
    purpose: 'shown at the end of the demo',
  });
  const events = await lastEvents(results, 12);
  const report = await writeReport(cli, state);
  cli.output.note('5/5  writing the bundle and verifying it with the public key alone');
  const destination = { path: join(cli.home, `case-${caseId}.bag`), format: 'directory' } as const;
  const bundle = await exportBundle(
    { ports, sinks },
    { caseId, destination, evidence: 'all', actor: cli.person() },
  );
  const verification = await verifyPath(bundle.path, { keys: [await ports.signer.publicKey()] });
  return { state, results, events, report, bundle, verification };
}

/** The newest events that a log wrote: what the intruder did last, without the noise of the file system. */
async function lastEvents(results: Played['results'], most: number): Promise<readonly string[]> {
  const told = [];
  for await (const event of results.events()) {
    if (event.kind.startsWith('file.')) continue;
    told.push(event);
    if (told.length > most) told.shift();
  }
  return eventLines(told);
}

/** Copies of the report's files beside the data folder's vault, for people to open. */
async function writeReport(cli: Cli, state: CaseState): Promise<readonly string[]> {
  const { ports } = await cli.stack();
  const files = state.reports.at(-1)?.files ?? [];
  return Promise.all(
    files.map(async ({ name, stored }) => {
      const path = join(cli.home, name);
      await writeFile(path, ports.vault.read(stored.key));
      return path;
    }),
  );
}

const viewOf = ({ state, results, report, bundle, verification }: Played): object => ({
  case: state.id,
  shortfalls: shortfallsOf(state),
  limits: limitsOf(state),
  detections: results.detections,
  events: results.eventCount,
  report,
  bundle,
  verification,
});

function storyOf({
  state,
  results,
  events,
  report,
  bundle,
  verification,
}: Played): readonly string[] {
  const remarks = remarksOn(state);
  const worst = results.detections.filter(({ severity }) => isAtLeast(severity, 'medium'));
  const rest = results.detections.length - worst.length;
  return [
    '',
    `timeline (${results.eventCount} events; the last that a log wrote)`,
    ...events.map((line) => `  ${line}`),
    '',
    `detections (${results.detections.length})`,
    ...detectionLines(worst).map((line) => `  ${line}`),
    ...(rest > 0
      ? [`  … and ${rest} of less weight: afo case timeline ${state.id} --detections`]
      : []),
    ...(remarks.length === 0 ? [] : ['', 'to know', ...remarks.map((text) => `  ${text}`)]),
    '',
    ...report.map((path) => `report  ${relative('.', path)}`),
    `bundle  ${relative('.', bundle.path)}`,
    '',
    'afo verify says',
    ...verdictOf(verification).map((line) => `  ${line}`),
  ];
}

function exitCodeOf({ state, results, verification }: Played): ExitCode {
  if (verification.exitCode !== 0 || results.detections.length === 0 || state.reports.length === 0)
    return ExitCode.failed;
  return shortfallsOf(state).length > 0 ? ExitCode.partial : ExitCode.done;
}
