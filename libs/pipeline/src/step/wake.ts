import { isAfoError } from '@afo/domain';
import type { Ports, Waiting } from '@afo/ports';

/**
 * Wakes a state machine that may wait. One that cannot be woken looks by itself a little later: what it looks at is in
 * the log.
 */
export async function wake({ tokens }: Pick<Ports, 'tokens'>, waiting: Waiting): Promise<void> {
  try {
    await tokens?.wake(waiting);
  } catch (error) {
    if (!isAfoError(error)) throw error;
  }
}
