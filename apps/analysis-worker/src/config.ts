import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localSettings, readSettings, RuntimeError } from '@afo/runtime';
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
  /** File with the digests that programs must have, by name; one that differs is not run. */
  AFO_TOOL_PINS: z.string().min(1).optional(),
  /** The one way to shut programs in that will do. Default: the best that works, and results say which one it was. */
  AFO_TOOL_WALLS: z.enum(['bubblewrap', 'namespaces']).optional(),
});

const pinsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

export interface AwsWorkerConfig {
  readonly rules: string;
  readonly scratch: string;
  /** How the machine's programs are run. */
  readonly machine: {
    readonly pins?: Readonly<Record<string, string>>;
    readonly isolations?: readonly ('bubblewrap' | 'namespaces')[];
  };
}

/** The same of a worker in AWS. @throws RuntimeError `runtime.bad-config` */
export function readAwsConfig(
  environment: Readonly<Record<string, string | undefined>>,
): AwsWorkerConfig {
  const given = readSettings(awsVariables, environment);
  const { AFO_RULES: rules, AFO_SCRATCH: scratch, AFO_TOOL_WALLS: walls } = given;
  return {
    rules: rules === undefined ? OWN_RULES : resolve(rules),
    scratch: resolve(scratch),
    machine: {
      ...(given.AFO_TOOL_PINS === undefined ? {} : { pins: readPins(given.AFO_TOOL_PINS) }),
      ...(walls === undefined ? {} : { isolations: [walls] }),
    },
  };
}

function readPins(file: string): Readonly<Record<string, string>> {
  try {
    return pinsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new RuntimeError('runtime.bad-config', 'AFO_TOOL_PINS is no file of digests', { cause });
  }
}
