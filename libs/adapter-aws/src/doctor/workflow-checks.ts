import { jobMetrics } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { always } from '../whole-answer.ts';
import { missing, ready, soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

export interface WorkflowPlace {
  readonly environment: Environment;
  readonly names: DeployedNames;
  readonly stateMachineArn: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What carries cases: the state machine, the queue of jobs, and the image that forensic hosts start from. */
export const workflowChecks = (
  { environment, names, now, stateMachineArn }: WorkflowPlace,
  clients: DoctorClients,
): readonly Check[] => [
  {
    what: 'state machine of cases',
    advice: 'deploy the stack of the workflow',
    look: async () => {
      const { status } = await clients.states.send(
        new DescribeStateMachineCommand({ stateMachineArn }),
      );
      const found = always(status, 'looking at the state machine');
      return soundUnless('active', [found !== 'ACTIVE' && `in the state ${found}`]);
    },
  },
  {
    what: 'password of the queue of jobs',
    advice: 'deploy the stack of the queue',
    look: async () => {
      const { ARN, DeletedDate } = await clients.secrets.send(
        new DescribeSecretCommand({ SecretId: names.queueSecret }),
      );
      always(ARN, 'looking at a secret');
      return soundUnless('there', [DeletedDate !== undefined && 'its deletion is ordered']);
    },
  },
  countCheck(names.jobCounter, now, clients),
  imageCheck(environment.forensicHosts.architecture, names.imageParameter, clients),
];

const MINUTE_MS = 60_000;
/** Metrics of a log come a little late; ten counts must have been made in it. */
const COUNTED_WITHIN_MINUTES = 10;

/** The queue answers in its own network only; that somebody there has counted its jobs is how it is seen from here. */
const countCheck = (counter: string, now: () => number, { metrics }: DoctorClients): Check => ({
  what: 'queue of jobs',
  advice: `look at the log of the function ${counter}: it says why it cannot reach the queue`,
  look: async () => {
    const { Datapoints } = await metrics.send(
      new GetMetricStatisticsCommand({
        Namespace: jobMetrics.namespace,
        MetricName: jobMetrics.waiting,
        Dimensions: [{ Name: jobMetrics.dimension, Value: counter }],
        StartTime: new Date(now() - COUNTED_WITHIN_MINUTES * MINUTE_MS),
        EndTime: new Date(now()),
        Period: 60,
        Statistics: ['Maximum'],
      }),
    );
    const counts = always(Datapoints, 'looking at the queue of jobs');
    const within = `the last ${String(COUNTED_WITHIN_MINUTES)} minutes`;
    if (counts.length === 0) return missing(`nobody has reached it within ${within}`);
    const most = Math.max(...counts.map(({ Maximum = 0 }) => Maximum));
    return ready(`reached within ${within}; ${String(most)} waited at the most`);
  },
});

const imageCheck = (
  architecture: Environment['forensicHosts']['architecture'],
  parameter: string,
  { ec2, parameters }: DoctorClients,
): Check => ({
  what: 'image of forensic hosts',
  advice: `build it (the stack of the image), or write the id of one that was built elsewhere into ${parameter}`,
  look: async () => {
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: parameter }));
    const id = always(Parameter?.Value, 'looking at the image');
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
    const [image] = always(Images, 'looking at the image');
    return soundUnless(`${id}, available`, [
      image === undefined && `${id} is named, and not there`,
      image !== undefined &&
        image.State !== 'available' &&
        `${id} is ${image.State ?? 'in an unknown state'}`,
      image !== undefined &&
        image.Architecture !== architecture &&
        `${id} is for ${image.Architecture ?? 'an unknown architecture'}, and not for ${architecture}`,
    ]);
  },
});
