import { PortError } from '@afo/ports';
import type { HostChange } from '@afo/ports';
import type { Operation } from '../host-calls.ts';
import type { ChangePlace } from './make-change.ts';

interface Blind {
  readonly step: string;
  readonly setting: string;
  readonly call: Operation;
}

/**
 * The changes that `find` finds. Where AWS does not say what there is to change, one change that cannot be carried out
 * and fails with AWS's reason: the others are made all the same, and nobody takes silence for "there is none".
 */
export async function orBlind(
  context: Pick<ChangePlace, 'subject'>,
  blind: Blind,
  find: () => Promise<readonly HostChange[]>,
): Promise<readonly HostChange[]> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return [blindChange(context, blind, error)];
  }
}

function blindChange(
  { subject }: Pick<ChangePlace, 'subject'>,
  { step, setting, call }: Blind,
  error: PortError,
): HostChange {
  const { partition, account, region, id } = subject;
  return {
    id: `${step}/${setting}/unknown`,
    setting,
    resource: id,
    wanted: { known: true },
    needs: [],
    planned: {
      call,
      where: { partition, account, ...(region === undefined ? {} : { region }), resource: id },
      parameters: {},
      alsoHits: [`not known: ${error.code}`],
    },
    read: () => Promise.reject(error),
    apply: () => Promise.reject(error),
  };
}
