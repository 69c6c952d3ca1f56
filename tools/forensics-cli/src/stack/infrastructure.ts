import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Infrastructure } from '../cli.ts';
import { CliError } from '../errors.ts';
import { ROOT, runTool } from './child.ts';

const APP = join(ROOT, 'apps/infra-cdk');

/** The stacks of `apps/infra-cdk`: what is looked at, and what is deleted, is what its program makes of the file. */
export const infrastructure: Infrastructure = {
  async stacks(environmentFile) {
    const folder = await mkdtemp(join(tmpdir(), 'afo-stacks-'));
    try {
      await runTool('apps/infra-cdk', [], {
        say: 'quiet',
        environment: {
          CDK_OUTDIR: folder,
          CDK_CONTEXT_JSON: JSON.stringify({ environment: resolve(environmentFile) }),
        },
      });
      const files = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
      return await Promise.all(
        files.sort().map(async (name) => ({
          name: name.slice(0, -'.template.json'.length),
          template: JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown,
        })),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },

  async destroy(environmentFile, stacks) {
    const context = `environment=${resolve(environmentFile)}`;
    const argv = ['destroy', '--force', '--exclusively', '-c', context, ...stacks];
    const child = spawn(join(APP, 'node_modules/.bin/cdk'), argv, { cwd: APP, stdio: 'inherit' });
    const ended = await new Promise<number | string | null>((settle, fail) => {
      child.on('error', fail);
      child.on('close', (code, signal) => {
        settle(code ?? signal);
      });
    });
    if (ended !== 0)
      throw new CliError(
        'cli.child-failed',
        `cdk destroy ended with ${String(ended)}; what it deleted until then is above, and running it again goes on`,
      );
  },
};
