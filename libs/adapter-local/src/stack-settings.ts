import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { nameSchema } from '@afo/domain';
import { RuntimeError } from '@afo/runtime';

/**
 * What may be set for a whole local stack, in `stack.yaml` of its data folder: it lies there, and not in the
 * environment, so that no two processes of one stack can differ in it.
 */
const settingsSchema = z.strictObject({
  v: z.literal(1),
  /** Name of a new signing key; default the host's name. */
  keyName: nameSchema.optional(),
  /** RFC 3161 authority for each checkpoint. Without one, no time stamps are made, and the report says so. */
  timestamps: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }).optional(),
  /** Folder of host descriptions; default `hosts` in the data folder. */
  hosts: z.string().min(1).optional(),
  notify: z
    .strictObject({
      /** File with the URL of a webhook, readable by its owner only: such a URL is a password. */
      webhookFile: z.string().min(1),
    })
    .optional(),
  /** Several people use one account of this workstation, and each is whom they say they are (`--as`). */
  sharedAccount: z.boolean().optional(),
  /** Digests that programs must have, by name. */
  pins: z.record(nameSchema, z.string().regex(/^[0-9a-f]{64}$/)).optional(),
});

export interface StackSettings {
  readonly keyName?: string;
  readonly timestampUrl?: string;
  readonly hosts: string;
  readonly sharedAccount?: boolean;
  readonly webhook?: string;
  readonly pins?: Readonly<Record<string, string>>;
}

/** Reads the settings of a data folder; defaults where there is no file. @throws RuntimeError `runtime.bad-config` */
export function readStackSettings(home: string): StackSettings {
  const file = join(home, 'stack.yaml');
  const text = textOf(file);
  if (text === undefined) return { hosts: join(home, 'hosts') };
  const parsed = settingsSchema.safeParse(parsedYaml(file, text));
  if (!parsed.success)
    throw wrong(
      file,
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  const { keyName, timestamps, hosts = 'hosts', sharedAccount, notify, pins } = parsed.data;
  return {
    hosts: resolve(home, hosts),
    ...(sharedAccount === undefined ? {} : { sharedAccount }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(timestamps === undefined ? {} : { timestampUrl: timestamps.url }),
    ...(notify === undefined
      ? {}
      : { webhook: secretUrl(file, resolve(home, notify.webhookFile)) }),
    ...(pins === undefined ? {} : { pins }),
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw wrong(file, 'it cannot be read', error);
  }
}

function parsedYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw wrong(file, 'it is not YAML', error);
  }
}

function secretUrl(settings: string, file: string): string {
  const text = textOf(file)?.trim();
  if (text === undefined || !URL.canParse(text))
    throw wrong(settings, `notify.webhookFile: ${file} holds no URL`);
  if ((statSync(file).mode & 0o077) !== 0)
    throw wrong(settings, `notify.webhookFile: others may read ${file}; chmod 600 it`);
  return text;
}

const wrong = (file: string, what: string, cause?: unknown): RuntimeError =>
  new RuntimeError('runtime.bad-config', `${file}: ${what}`, { cause });
