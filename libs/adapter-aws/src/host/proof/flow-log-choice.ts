import type { Out } from '../host-calls.ts';
import type { Instance, Interface } from '../inventory/instance.ts';
import { flowLogReader } from './flow-log-lines.ts';
import type { FlowRecord } from './flow-log-lines.ts';

/** A flow log that can show whether traffic got through an interface. */
export interface UsableFlowLog {
  readonly id: string;
  readonly group: string;
  readonly intervalSeconds: number;
  readonly read: (line: string) => FlowRecord | undefined;
}

export interface FlowLogChoice {
  readonly byInterface: ReadonlyMap<string, readonly UsableFlowLog[]>;
  /** Interfaces of which no usable log speaks. */
  readonly bare: readonly string[];
  /** Why logs that are there are of no use, one sentence part each. */
  readonly unusable: readonly string[];
}

/** The format that a flow log has unless another was chosen (VPC user guide, "Flow log records"). */
const DEFAULT_FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

type FlowLog = NonNullable<Out<'ec2:DescribeFlowLogs'>['FlowLogs']>[number];

/** Which logs speak of which interface: one of the interface, of its subnet or of its VPC. */
export function chooseFlowLogs(instance: Instance, logs: readonly FlowLog[]): FlowLogChoice {
  const judged = logs.map((log) => ({ of: log.ResourceId, verdict: judge(log) }));
  const byInterface = new Map(
    instance.interfaces.map((eni) => [
      eni.id,
      judged.flatMap(({ of, verdict }) =>
        speaksOf(of, eni) && typeof verdict === 'object' ? [verdict] : [],
      ),
    ]),
  );
  return {
    byInterface,
    bare: [...byInterface].flatMap(([eni, usable]) => (usable.length === 0 ? [eni] : [])),
    unusable: judged.flatMap(({ verdict }) => (typeof verdict === 'string' ? [verdict] : [])),
  };
}

/** The filter that finds them. */
export const flowLogResources = ({ interfaces }: Instance): string[] => [
  ...new Set(interfaces.flatMap(({ id, subnet, vpc }) => [id, subnet ?? [], vpc ?? []].flat())),
];

const speaksOf = (resource: string | undefined, eni: Interface): boolean =>
  resource !== undefined && [eni.id, eni.subnet, eni.vpc].includes(resource);

function judge(log: FlowLog): UsableFlowLog | string {
  const id = log.FlowLogId ?? 'a flow log without an id';
  if (log.FlowLogStatus !== 'ACTIVE' || log.DeliverLogsStatus === 'FAILED')
    return `${id} does not deliver`;
  if (log.TrafficType === 'REJECT') return `${id} keeps refused traffic only`;
  // An absent type is CloudWatch Logs too (API reference, FlowLog).
  const destination = log.LogDestinationType ?? 'cloud-watch-logs';
  if (destination !== 'cloud-watch-logs' || log.LogGroupName === undefined)
    return `${id} delivers to ${destination}, which is not read here`;
  const read = flowLogReader(log.LogFormat ?? DEFAULT_FORMAT);
  if (read === undefined) return `the format of ${id} leaves out what is needed`;
  return { id, group: log.LogGroupName, intervalSeconds: log.MaxAggregationInterval ?? 600, read };
}
