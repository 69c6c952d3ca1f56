import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsLab } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { z } from 'zod';
import { startCache } from './cache.ts';
import { cdkOf, labApp } from './cdk.ts';
import type { Cdk } from './cdk.ts';
import { ForensicAccount } from './forensic-account.ts';
import { FORENSIC, names, scenario } from './places.ts';

export interface Stand {
  readonly lab: AwsLab;
  readonly account: ForensicAccount;
  /** Names of the stacks that are deployed. */
  readonly stacks: readonly string[];
  /** Templates made anew, from the same sources. */
  readonly synthesise: () => string;
  /** The CDK's command line on templates; answers with all that it printed. */
  readonly cdk: Cdk;
  close(): Promise<void>;
}

/** A lab into which the stacks are deployed, in the way that an operator does it. */
export async function deployedStand(): Promise<Stand> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'afo-deploy-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const cache = await startCache(folder);
  starting.defer(() => cache.stop());
  const lab = await startAwsLab({
    scenario,
    cache,
    trusted: cache.certificate,
    eventsOfServices: true,
  });
  starting.defer(() => lab.close());
  const cdk = cdkOf(lab, folder);
  let made = 0;
  const make = () => {
    made += 1;
    const { app, stacks } = labApp(join(folder, `templates-${made}`));
    return { stacks, templates: app.synth().directory };
  };
  const { stacks, templates } = make();
  await cdk(templates, 'bootstrap', `aws://${FORENSIC.account}/${FORENSIC.region}`);
  await cdk(templates, 'deploy', ...stacks, '--require-approval', 'never');
  const account = new ForensicAccount(lab);
  await cache.demand(await passwordIn(account));
  const stop = starting.move();
  const synthesise = () => make().templates;
  return { lab, account, stacks, synthesise, cdk, close: () => stop.disposeAsync() };
}

/** As ElastiCache has it: from the secret that was made with the deployment. */
const passwordIn = async (account: ForensicAccount): Promise<string> => {
  const secret = { SecretId: names.queueSecret };
  const value = z.object({ SecretString: z.string().min(32) });
  return (await account.ask('secretsmanager:GetSecretValue', secret, value)).SecretString;
};
