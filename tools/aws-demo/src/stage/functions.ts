import { zipOf } from '@afo/aws-lab';
import type { LabFunction } from '@afo/adapter-aws/lab';
import { ROOT } from './workers.ts';

/** The exports of `apps/case-workflow/src/main.aws.ts`. */
export const WORKFLOW = [
  'callStep',
  'dispatchJob',
  'settleStep',
  'ask',
  'requestApproval',
] as const;

/**
 * A function of the product, as its own code: the archive holds a shim that sets the environment (the emulator puts
 * its own keys and endpoint over that of a function) and then loads the program where it lies.
 */
export function labFunction(of: {
  readonly name: string;
  readonly app: 'case-workflow' | 'finding-ingestor';
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}): LabFunction {
  const main = `${ROOT}apps/${of.app}/src/main.aws.ts`;
  return {
    name: of.name,
    archive: zipOf('index.mjs', shim(main, of.handler)),
    environment: {
      AFO_LAB_ENVIRONMENT: JSON.stringify(of.environment),
      NODE_OPTIONS: '--conditions=@afo/source',
    },
  };
}

const shim = (main: string, handler: string): string => `
Object.assign(process.env, JSON.parse(process.env.AFO_LAB_ENVIRONMENT));
const program = await import(${JSON.stringify(main)});
export const handler = program[${JSON.stringify(handler)}];
`;
