import { jobMetrics } from '@afo/deployment';
import type { Measure, WatchProps } from '../constructs/watch.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { functionNameOf, functions } from './functions.ts';

type Watched = Omit<WatchProps, 'topic'>;

/** What is watched in every environment, by its name. Messages of cases come beside it. */
export const watched = (place: Place): Readonly<Record<string, Watched>> => ({
  ExecutionsFailed: {
    meaning:
      'A workflow ended other than by its own end: its case stands still (docs/guides/aws.md)',
    measures: [
      execution(place, 'ExecutionsFailed'),
      execution(place, 'ExecutionsTimedOut'),
      execution(place, 'ExecutionsAborted'),
    ],
    above: 0,
    minutes: 1,
  },
  FindingsDead: {
    meaning:
      'Findings could not be worked on, and lie in the dead-letter queue: no case was opened for them',
    measures: [waitingIn(place.names.findingsDeadLetters)],
    above: 0,
    minutes: 5,
  },
  FindingsWait: {
    meaning: 'A finding waits for more than fifteen minutes: nobody takes it',
    measures: [queue(place.names.findingsQueue, 'ApproximateAgeOfOldestMessage')],
    above: 900,
    minutes: 5,
  },
  EndsUntold: {
    meaning: 'A workflow was ended, and its case could not be told',
    measures: [waitingIn(`${place.names.prefix}-untold`)],
    above: 0,
    minutes: 5,
  },
  FunctionsFail: {
    meaning: 'Functions of the product fail: look into their logs',
    measures: functionErrors(place),
    above: 0,
    minutes: 5,
  },
  JobsStuck: {
    meaning: 'Jobs wait for half an hour: no forensic host takes them',
    measures: [jobs(place, jobMetrics.waiting)],
    above: 0,
    minutes: 5,
    periods: 6,
  },
  JobsUncounted: {
    meaning: 'Nobody counts jobs: the queue may be away, and no forensic host is started',
    measures: [jobs(place, jobMetrics.waiting)],
    // More jobs than there can be: only silence is watched.
    above: 1_000_000,
    minutes: 5,
    periods: 2,
    silence: 'alarming',
  },
});

const execution = (place: Place, name: string): Measure => ({
  namespace: 'AWS/States',
  name,
  dimensions: {
    StateMachineArn: arnIn(place, 'states', `stateMachine:${place.names.stateMachine}`),
  },
  statistic: 'Sum',
});

const queue = (QueueName: string, name: string): Measure => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName },
  statistic: 'Maximum',
});

const waitingIn = (name: string): Measure => queue(name, 'ApproximateNumberOfMessagesVisible');

const jobs = (place: Place, name: string): Measure => ({
  namespace: jobMetrics.namespace,
  name,
  dimensions: { [jobMetrics.dimension]: functionNameOf(place, 'count-jobs') },
  statistic: 'Maximum',
});

function functionErrors(place: Place): readonly [Measure, ...Measure[]] {
  const errorsOf = (name: string): Measure => ({
    namespace: 'AWS/Lambda',
    name: 'Errors',
    dimensions: { FunctionName: functionNameOf(place, name) },
    statistic: 'Sum',
  });
  const rest = Object.keys(functions).filter((name) => name !== 'finding-ingestor');
  return [errorsOf('finding-ingestor'), ...rest.map(errorsOf)];
}
