import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readEnvironment } from '@afo/deployment';
import { App } from 'aws-cdk-lib';
import { addChecks } from './checks/add-checks.ts';
import { addStacks } from './add-stacks.ts';
import { flags } from './flags.ts';

// cdk synth -c environment=deployment/environments/example.json (a path from the root of the repository)

const ROOT = join(import.meta.dirname, '../../..');

try {
  const app = new App({ context: flags });
  addStacks(app, environmentOf(app));
  addChecks(app);
  app.synth();
} catch (error) {
  // Whoever deploys needs what is wrong, and not where in the code it was found.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function environmentOf(scope: App) {
  const given: unknown = scope.node.tryGetContext('environment');
  if (typeof given !== 'string' || given === '')
    throw new Error('which environment? Give it by -c environment=deployment/environments/….json');
  const file = isAbsolute(given) ? given : join(ROOT, given);
  return readEnvironment(readFileSync(file, 'utf8'), given);
}
