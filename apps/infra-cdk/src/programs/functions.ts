import type { Functions } from '@afo/state-machine';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import type { BundledApp } from './program-code.ts';

export interface FunctionOf {
  readonly app: BundledApp;
  /** Name of the export of `main.aws.ts`. */
  readonly export: string;
  readonly seconds: number;
  /** Whether it works with the queue, and must therefore be in its network. */
  readonly usesQueue: boolean;
}

// A call of Step Functions' own is given up after its step's time; the function then has 20 seconds to say so.
const STEP_SECONDS = 330;
const QUESTION_SECONDS = 120;

/** The functions of the product, by the end of their names. */
export const functions = {
  'finding-ingestor': of('finding-ingestor', 'handler', QUESTION_SECONDS),
  'call-step': of('case-workflow', 'callStep', STEP_SECONDS),
  'dispatch-job': { ...of('case-workflow', 'dispatchJob', QUESTION_SECONDS), usesQueue: true },
  'settle-step': { ...of('case-workflow', 'settleStep', QUESTION_SECONDS), usesQueue: true },
  ask: of('case-workflow', 'ask', QUESTION_SECONDS),
  'request-approval': of('case-workflow', 'requestApproval', QUESTION_SECONDS),
  'workflow-ended': of('case-workflow', 'workflowEnded', QUESTION_SECONDS),
  'count-jobs': { ...of('case-workflow', 'countJobs', 30), usesQueue: true },
} as const satisfies Record<string, FunctionOf>;

export type FunctionName = keyof typeof functions;

function of(app: BundledApp, name: string, seconds: number): FunctionOf {
  return { app, export: name, seconds, usesQueue: false };
}

export const functionNameOf = ({ names }: Place, name: string): string => `${names.prefix}-${name}`;

export const functionArnOf = (place: Place, name: FunctionName): string =>
  arnIn(place, 'lambda', `function:${functionNameOf(place, name)}`);

/** What the state machine calls. */
export const machineFunctions = (place: Place): Functions => ({
  callStep: functionArnOf(place, 'call-step'),
  dispatchJob: functionArnOf(place, 'dispatch-job'),
  settleStep: functionArnOf(place, 'settle-step'),
  ask: functionArnOf(place, 'ask'),
  requestApproval: functionArnOf(place, 'request-approval'),
});
