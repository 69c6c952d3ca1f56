/**
 * The part of Amazon States Language that the compiler writes (https://states-language.net, with JSONata as the query
 * language of the whole definition).
 */
export interface AslDefinition extends AslScope {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
}

/** States that go on to each other: the whole machine, a branch of a Parallel, the item processor of a Map. */
export interface AslScope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

export type AslState = AslTask | AslChoice | AslPass | AslWait | AslParallel | AslMap | AslFail;

/** Values, some of them JSONata between `{%` and `%}`. */
export type AslValue =
  string | number | boolean | readonly AslValue[] | { readonly [name: string]: AslValue };
export type AslFields = Readonly<Record<string, AslValue>>;

export interface AslTask {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments: AslFields;
  readonly TimeoutSeconds: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry: readonly AslRetry[];
  readonly Catch: readonly AslCatch[];
  readonly Output: AslFields;
  readonly Next: string;
}

/** Each entry counts its own retries. */
export interface AslRetry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly JitterStrategy: 'FULL';
}

export interface AslCatch {
  readonly ErrorEquals: readonly string[];
  readonly Output: AslFields;
  readonly Next: string;
}

export interface AslChoice {
  readonly Type: 'Choice';
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default: string;
}

export type AslPass = {
  readonly Type: 'Pass';
  readonly Output: AslFields;
} & ({ readonly Next: string } | { readonly End: true });

export interface AslWait {
  readonly Type: 'Wait';
  readonly Seconds: string;
  readonly Next: string;
}

/** What it hands on is the list of what its branches end with. */
export interface AslParallel {
  readonly Type: 'Parallel';
  readonly Branches: readonly AslScope[];
  readonly Catch?: readonly AslCatch[];
  readonly Next: string;
}

export interface AslMap {
  readonly Type: 'Map';
  readonly Items: string;
  readonly ItemSelector: AslFields;
  readonly ItemProcessor: AslScope & {
    readonly ProcessorConfig:
      | { readonly Mode: 'DISTRIBUTED'; readonly ExecutionType: 'STANDARD' }
      | { readonly Mode: 'INLINE' };
  };
  readonly ToleratedFailurePercentage?: 100;
  readonly Catch: readonly AslCatch[];
  readonly Output: AslFields;
  readonly Next: string;
}

export interface AslFail {
  readonly Type: 'Fail';
  readonly Error: string;
  readonly Cause: string;
}
