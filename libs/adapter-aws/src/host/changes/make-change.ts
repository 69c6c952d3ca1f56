import { PortError } from '@afo/ports';
import type { HostChange, HostState } from '@afo/ports';
import type { Setting } from '../settings/setting.ts';

/** Whose setting it is, and how to wait for AWS to show what it has done. A principal has no region. */
export interface ChangePlace {
  readonly subject: {
    readonly partition: string;
    readonly account: string;
    readonly region?: string;
    readonly id: string;
  };
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface ChangeRequest {
  /** The step, and how the change is called in it where the setting's name does not say. */
  readonly step: string;
  readonly as?: string;
  readonly setting: Setting;
  readonly resource: string;
  readonly wanted: HostState;
  readonly needs?: readonly HostChange[];
  readonly once?: true;
  readonly alsoHits?: readonly string[];
  /** What has to be so for the change to mean anything, although an attempt before may have undone it. */
  readonly first?: () => Promise<unknown>;
}

/** The waits for EC2 to show what it has done, milliseconds; it is eventually consistent. About 12 s in all. */
const WAITS = [250, 500, 1_000, 2_000, 3_000, 5_000];

/** A change of one setting. Its `apply` ends when its effect reads back, or after a bounded time. */
export function makeChange(context: ChangePlace, request: ChangeRequest): HostChange {
  const { step, as, setting, resource, wanted, needs = [], once, alsoHits = [], first } = request;
  const { partition, account, region } = context.subject;
  const { call, global, parameters, resource: named = resource } = setting.shown(resource, wanted);
  const place =
    global === true || region === undefined
      ? { partition, account }
      : { partition, account, region };
  return {
    id: `${step}/${as ?? setting.name}/${resource}`,
    setting: setting.name,
    resource,
    wanted,
    needs: needs.map(({ id }) => id),
    ...(once === undefined ? {} : { once }),
    planned: {
      call,
      where: { ...place, resource: named },
      parameters: { ...parameters },
      alsoHits: [...alsoHits],
    },
    read: () => setting.read(resource),
    apply: async () => {
      await first?.();
      const requestId = await setting.set(resource, wanted);
      await untilItReads(context, request);
      return requestId;
    },
  };
}

/** Waits, with a bound, for the effect of a call to read back. */
export async function untilItReads(
  { sleep }: Pick<ChangePlace, 'sleep'>,
  { setting, resource, wanted }: Pick<ChangeRequest, 'setting' | 'resource' | 'wanted'>,
): Promise<void> {
  for (const wait of WAITS) {
    const state = await readable(() => setting.read(resource));
    if (state !== undefined && isAsWanted(state, wanted)) return;
    await sleep(wait);
  }
}

/** Not yet readable is not yet there; whoever carries the change out reads once more, and judges. */
async function readable(read: () => Promise<HostState>): Promise<HostState | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PortError) return undefined;
    throw error;
  }
}

export const isAsWanted = (state: HostState, wanted: HostState): boolean =>
  Object.entries(wanted).every(
    ([field, value]) => JSON.stringify(state[field]) === JSON.stringify(value),
  );
