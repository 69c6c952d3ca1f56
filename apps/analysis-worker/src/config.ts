import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localSettings, readSettings } from '@afo/runtime';
import type { LocalSettings } from '@afo/runtime';
import { z } from 'zod';

const OWN_RULES = fileURLToPath(new URL('../../../deployment/rules', import.meta.url));

const settings = z.object({
  /** Folder with the rule sets: `yara/*.yar` and `sigma/*.yml`. Default: those that come with the product. */
  AFO_RULES: z.string().optional(),
});

export interface WorkerConfig extends LocalSettings {
  readonly rules: string;
}

/** Reads the environment, once. @throws RuntimeError `runtime.bad-config` */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): WorkerConfig {
  const { AFO_RULES: rules } = readSettings(settings, environment);
  return { ...localSettings(environment), rules: rules === undefined ? OWN_RULES : resolve(rules) };
}

const awsVariables = settings.extend({
  /** Folder for working copies, on an encrypted volume of the forensic host. */
  AFO_SCRATCH: z.string().min(1),
});

/** The same of a worker in AWS. @throws RuntimeError `runtime.bad-config` */
export function readAwsConfig(environment: Readonly<Record<string, string | undefined>>): {
  readonly rules: string;
  readonly scratch: string;
} {
  const { AFO_RULES: rules, AFO_SCRATCH: scratch } = readSettings(awsVariables, environment);
  return { rules: rules === undefined ? OWN_RULES : resolve(rules), scratch: resolve(scratch) };
}
