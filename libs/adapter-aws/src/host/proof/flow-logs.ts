import { ask, joined } from '../inventory/ask.ts';
import type { Asked } from '../inventory/ask.ts';
import { filterBy } from '../inventory/answered.ts';
import { nextLogToken, nextToken } from '../inventory/pages.ts';
import { breachesIn } from './breach.ts';
import { chooseFlowLogs, flowLogResources } from './flow-log-choice.ts';
import type { UsableFlowLog } from './flow-log-choice.ts';
import type { FlowRecord } from './flow-log-lines.ts';
import { gapIn, hasTimeFor, recordsOf } from './look.ts';
import type { Look, LookContext } from './look.ts';

/** EC2 applies changes of groups within seconds; what began within this time of the last one is not counted. */
const SETTLE_MS = 60_000;
const ASK_AGAIN_MS = 20_000;
const PAGES = 10;

type Verdict = Pick<Look, 'verdict' | 'reason'>;

/**
 * Looks whether any traffic was accepted at an interface since the host was contained (VPC user guide, "Flow logs").
 * It proves isolation only for the window that it states, and only where every interface has records of that window:
 * silence of a log proves nothing. Records come minutes late, so it waits for them, within the time given.
 */
export async function lookAtFlowLogs(context: LookContext): Promise<Look> {
  const { calls, instance, since } = context;
  const logs = await describeFlowLogs(context);
  const done = (verdict: Verdict, ...more: readonly Asked<'logs:FilterLogEvents'>[]): Look => ({
    method: 'flow-logs',
    ...verdict,
    records: recordsOf(context, ...more, logs),
  });
  const gap = gapIn(logs);
  if (gap !== undefined) return done(unknown(`the flow logs are not known (${gap})`));
  const choice = chooseFlowLogs(
    instance,
    logs.answers.flatMap(({ FlowLogs }) => FlowLogs ?? []),
  );
  if (choice.bare.length > 0 || choice.byInterface.size === 0)
    return done(unknown(whyBare(choice.bare, choice.unusable)));
  if (since === undefined) return done(unknown('the time of containment is not known'));
  const from = since + SETTLE_MS;
  for (;;) {
    const read = await readAll(calls, choice.byInterface, since);
    const verdict = judge(context, read, from);
    const isLate = verdict === 'late' && (await hasTimeFor(context.wait, ASK_AGAIN_MS));
    if (!isLate) {
      const final = verdict === 'late' ? unknown(whyLate(choice.byInterface, from)) : verdict;
      return done(
        final,
        joined(
          'logs:FilterLogEvents',
          read.map(({ asked }) => asked),
        ),
      );
    }
  }
}

/** Which flow logs there are of the interfaces, their subnets and their VPCs. */
export const describeFlowLogs = ({
  calls,
  instance,
}: Pick<LookContext, 'calls' | 'instance'>): Promise<Asked<'ec2:DescribeFlowLogs'>> => {
  const [filter] = filterBy('resource-id', flowLogResources(instance)).Filters;
  return ask(calls, ['ec2:DescribeFlowLogs', { Filter: filter === undefined ? [] : [filter] }], {
    next: nextToken,
  });
};

interface ReadLog {
  readonly eni: string;
  readonly asked: Asked<'logs:FilterLogEvents'>;
  readonly records: readonly (FlowRecord | undefined)[];
}

/** Each interface has a stream of its own in the group (API reference, CreateFlowLogs), whose name begins with its id. */
async function readAll(
  calls: LookContext['calls'],
  byInterface: ReadonlyMap<string, readonly UsableFlowLog[]>,
  startTime: number,
): Promise<readonly ReadLog[]> {
  const all: ReadLog[] = [];
  for (const [eni, logs] of byInterface)
    for (const { group: logGroupName, read } of logs) {
      const input = { logGroupName, logStreamNamePrefix: eni, startTime };
      const asked = await ask(calls, ['logs:FilterLogEvents', input], {
        next: nextLogToken,
        pages: PAGES,
      });
      const lines = asked.answers.flatMap(({ events }) => events ?? []);
      all.push({ eni, asked, records: lines.map(({ message }) => read(message ?? '')) });
    }
  return all;
}

/** A breach counts even among answers that are not whole; everything else needs them whole. */
function judge(
  { instance, contain }: LookContext,
  read: readonly ReadLog[],
  from: number,
): Verdict | 'late' {
  const all = read.flatMap(({ records }) => records);
  const counted = all.filter((record) => record !== undefined && record.start * 1000 >= from);
  const records = counted.filter((record) => record !== undefined);
  const { breaches, allowed } = breachesIn(records, instance, contain);
  const window = windowOf(records, from);
  if (breaches > 0)
    return { verdict: 'reached', reason: `${breaches} records of accepted traffic ${window}` };
  const gap = gapIn(...read.map(({ asked }) => asked));
  if (gap !== undefined) return unknown(`the flow logs were not read whole (${gap})`);
  if (all.includes(undefined)) return unknown('a line of a flow log could not be read');
  if (records.some(({ status }) => status === 'SKIPDATA'))
    return unknown('AWS skipped records in a flow log');
  const heard = new Set(records.map(({ eni }) => eni));
  if (read.some(({ eni }) => !heard.has(eni))) return 'late';
  const except = allowed === 0 ? '' : `, except ${allowed} with the networks that stay reachable`;
  return {
    verdict: 'isolated',
    reason: `no accepted traffic at any interface ${window}${except}; flow logs leave out Amazon's own DNS, DHCP, time and metadata services`,
  };
}

/** The window that is spoken of, as far as every interface has records of it. */
function windowOf(records: readonly FlowRecord[], from: number): string {
  const last = new Map<string, number>();
  for (const { eni, end } of records) last.set(eni, Math.max(end, last.get(eni) ?? 0));
  const until = last.size === 0 ? from : Math.min(...last.values()) * 1000;
  return `from ${new Date(from).toISOString()} to ${new Date(until).toISOString()}`;
}

const unknown = (reason: string): Verdict => ({ verdict: 'unknown', reason });

function whyBare(bare: readonly string[], unusable: readonly string[]): string {
  if (bare.length === 0) return 'the host has no interface';
  const why = unusable.length === 0 ? 'there is none' : unusable.join('; ');
  return `no flow log shows the traffic of ${bare.join(', ')} (${why})`;
}

function whyLate(byInterface: ReadonlyMap<string, readonly UsableFlowLog[]>, from: number): string {
  const intervals = [...byInterface.values()].flat().map(({ intervalSeconds }) => intervalSeconds);
  return `an interface has no record that begins after ${new Date(from).toISOString()} yet; records cover up to ${Math.max(...intervals)} s and come about 5 minutes late`;
}
