import { resolve } from 'node:path';
import { localSettings, readSettings } from '@afo/runtime';
import type { LocalSettings } from '@afo/runtime';
import { z } from 'zod';

const settings = z.object({ AFO_PLAYBOOK: z.string().optional() });

export interface EngineConfig extends LocalSettings {
  /** Undefined: the default playbook that comes with the product. */
  readonly playbook?: string;
}

/** Reads the environment, once. @throws RuntimeError `runtime.bad-config` */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): EngineConfig {
  const { AFO_PLAYBOOK: playbook } = readSettings(settings, environment);
  return {
    ...localSettings(environment),
    ...(playbook === undefined ? {} : { playbook: resolve(playbook) }),
  };
}
