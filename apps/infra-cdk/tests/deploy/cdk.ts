import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { addStacks } from '../../src/add-stacks.ts';
import { flags } from '../../src/flags.ts';
import { placeOf } from '../../src/place.ts';
import { isDeployed, leaveOut, workInline } from './left-out.ts';
import { environment, FORENSIC } from './places.ts';

const PROGRAM = join(import.meta.dirname, '../../node_modules/.bin/cdk');

/** The app of `src/main.ts` for the lab: with the same stacks, less what stands in `left-out.ts`. */
export function labApp(outdir?: string) {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    context: flags,
    ...(outdir === undefined ? {} : { outdir }),
  });
  addStacks(app, environment);
  const left = leaveOut(app);
  workInline(app, placeOf(environment));
  const stacks = app.node.children
    .filter((child) => child instanceof Stack)
    .map(({ stackName }) => stackName)
    .filter(isDeployed);
  return { app, left, stacks };
}

/** The CDK's own command line on templates that are made already, in the name of the forensic account. */
export function cdkOf(lab: { readonly emulator: string }, folder: string) {
  const run = promisify(execFile);
  return async (assembly: string, ...command: readonly string[]): Promise<string> => {
    const { stderr, stdout } = await run(
      PROGRAM,
      [...command, '--app', assembly, '--ci', '--no-color', '--progress', 'events'],
      {
        cwd: folder,
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: folder,
          AWS_ENDPOINT_URL: lab.emulator,
          AWS_ACCESS_KEY_ID: FORENSIC.account,
          AWS_SECRET_ACCESS_KEY: 'lab',
          AWS_REGION: FORENSIC.region,
          AWS_EC2_METADATA_DISABLED: 'true',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
        },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return `${stdout}\n${stderr}`;
  };
}

export type Cdk = ReturnType<typeof cdkOf>;
