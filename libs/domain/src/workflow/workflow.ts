/**
 * The combinators of which a workflow is built. A workflow is data: the local engine walks it, `infra-cdk` compiles
 * it to Amazon States Language, and whoever reads the value knows the process.
 */
export type Workflow<Step extends string = string> =
  | StepNode<Step>
  | { readonly kind: 'sequence'; readonly parts: readonly Workflow<Step>[] }
  | { readonly kind: 'parallel'; readonly branches: readonly Workflow<Step>[] }
  | { readonly kind: 'for-each'; readonly over: Collection; readonly body: Workflow<Step> }
  | {
      readonly kind: 'when';
      readonly condition: Condition;
      readonly then: Workflow<Step>;
      readonly otherwise?: Workflow<Step>;
    }
  | { readonly kind: 'approval'; readonly name: string }
  | { readonly kind: 'ensure'; readonly body: Workflow<Step>; readonly after: Workflow<Step> };

/** The planned items over which a `for-each` goes. */
export type Collection = 'disks' | 'memories' | 'logs';

/** Questions about the case that a `when` asks; each is a pure function of the log (`conditions.ts`). */
export type Condition = 'contain-first' | 'isolates' | 'has-evidence';

/** A short `call` is made by whoever runs the workflow; a long `job` goes to a queue and a worker. */
export type Run = { readonly as: 'call' } | { readonly as: 'job'; readonly queue: QueueName };
export const queueNames = ['acquisition', 'analysis', 'report'] as const;
export type QueueName = (typeof queueNames)[number];

export interface StepNode<Step extends string = string> {
  readonly kind: 'step';
  readonly name: Step;
  readonly run: Run;
  /** Longest time from the start of an attempt to its end, waiting in a queue not counted. */
  readonly timeoutSeconds: number;
  /** A job that gives no sign of life for so long is taken for lost. */
  readonly heartbeatSeconds: number;
  readonly retry: { readonly attempts: number; readonly backoffSeconds: number };
  /** `stop`: the surrounding `ensure` goes to its `after`. `record`: the failure is an entry, and the case goes on. */
  readonly onFailure: 'stop' | 'record';
}

export type StepOptions = Partial<
  Pick<StepNode, 'run' | 'timeoutSeconds' | 'heartbeatSeconds' | 'retry' | 'onFailure'>
>;

/** One use case. Defaults: a call of at most 5 minutes, 3 attempts, failure recorded and passed over. */
export function step<Step extends string>(name: Step, options: StepOptions = {}): StepNode<Step> {
  return {
    kind: 'step',
    name,
    run: { as: 'call' },
    timeoutSeconds: 300,
    heartbeatSeconds: 60,
    retry: { attempts: 3, backoffSeconds: 2 },
    onFailure: 'record',
    ...options,
  };
}

/** One after the other; a part begins when the one before has ended, well or recorded. */
export const sequence = <Step extends string>(
  ...parts: readonly Workflow<Step>[]
): Workflow<Step> => ({ kind: 'sequence', parts });

/** Side by side; the failure of one branch never aborts its sibling (F-50). */
export const parallel = <Step extends string>(
  ...branches: readonly Workflow<Step>[]
): Workflow<Step> => ({ kind: 'parallel', branches });

/** Once per planned item of a kind, side by side. */
export const forEach = <Step extends string>(
  over: Collection,
  body: Workflow<Step>,
): Workflow<Step> => ({ kind: 'for-each', over, body });

/** `then` where the condition holds when it is reached. */
export const when = <Step extends string>(
  condition: Condition,
  then: Workflow<Step>,
  otherwise?: Workflow<Step>,
): Workflow<Step> =>
  otherwise === undefined
    ? { kind: 'when', condition, then }
    : { kind: 'when', condition, then, otherwise };

/** Waits until people or a rule have authorised what the plan says; refused or expired counts as a stop. */
export const approval = <Step extends string>(name: string): Workflow<Step> => ({
  kind: 'approval',
  name,
});

/** `after` comes always, also when the body was stopped: a case that failed still gets its report. */
export const ensure = <Step extends string>(
  body: Workflow<Step>,
  after: Workflow<Step>,
): Workflow<Step> => ({ kind: 'ensure', body, after });
