import { instantOf } from '@afo/domain';
import type { Clock } from '@afo/ports';

/** The clock of this machine. Keep it synchronised (chrony, systemd-timesyncd): the log can only say what it says. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };
