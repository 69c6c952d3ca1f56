import type { Inventory } from '../inventory/inventory.ts';
import type { FileReader } from './file-reader.ts';

/** The clock that the host's text logs use. */
export interface HostZone {
  readonly name: string;
  /** Nothing on the disk names a zone: UTC is taken, and every such time is doubtful. */
  readonly assumed: boolean;
}

/** The time zone of the host: where /etc/localtime points to, or what /etc/timezone says. */
export async function hostZone(inventory: Inventory, reader: FileReader): Promise<HostZone> {
  const link = inventory.at('/etc/localtime')?.target;
  const linked = /zoneinfo\/(?:posix\/|right\/)?([\w+/-]+)$/.exec(link ?? '')?.[1];
  if (linked !== undefined && isZone(linked)) return { name: linked, assumed: false };
  const entry = inventory.at('/etc/timezone');
  const written =
    entry?.type === 'file' ? (await reader.read(entry, 256)).toString('utf8').trim() : '';
  if (isZone(written)) return { name: written, assumed: false };
  return { name: 'UTC', assumed: true };
}

function isZone(name: string): boolean {
  if (name === '') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // RangeError: a name that the zone database does not know.
    return false;
  }
}

/** Converts what a wall clock showed into seconds since 1970. */
export class WallClock {
  readonly #format: Intl.DateTimeFormat | undefined;
  #lastHour = Number.NaN;
  #lastShift = 0;

  constructor(zone: string) {
    const utc = zone === 'UTC' || zone === 'Etc/UTC';
    this.#format = utc
      ? undefined
      : new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          hourCycle: 'h23',
          ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
          ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
        });
  }

  /** `shown` is the wall clock's reading as if it were UTC, in seconds. An hour that comes twice gives the first. */
  toSeconds(shown: number): number {
    const hour = Math.floor(shown / 3600);
    if (hour !== this.#lastHour) {
      this.#lastHour = hour;
      const first = shown - this.#shiftAt(shown);
      this.#lastShift = this.#shiftAt(first);
    }
    return shown - this.#lastShift;
  }

  /** How many seconds the wall clock is ahead of UTC at a moment. */
  #shiftAt(seconds: number): number {
    if (this.#format === undefined) return 0;
    const parts = this.#format.formatToParts(new Date(seconds * 1000));
    const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
    const shown = Date.UTC(
      read('year'),
      read('month') - 1,
      read('day'),
      read('hour'),
      read('minute'),
      read('second'),
    );
    return shown / 1000 - Math.floor(seconds);
  }
}
