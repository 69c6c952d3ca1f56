import { instantOf } from '@afo/domain';
import type { Instant } from '@afo/domain';

const FIRST = -62_135_596_800; // 0001-01-01
const LAST = 253_402_300_799; // 9999-12-31

/** An instant of seconds since 1970; nothing where evidence claims a time that no calendar has. */
export const instantOfSeconds = (seconds: number | undefined): Instant | undefined =>
  seconds === undefined || !(seconds >= FIRST && seconds <= LAST)
    ? undefined
    : instantOf(Math.round(seconds * 1000));
