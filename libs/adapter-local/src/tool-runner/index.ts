export { LocalToolRunner } from './local-tool-runner.ts';
export type { LocalToolRunnerOptions } from './local-tool-runner.ts';
