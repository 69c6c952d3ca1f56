import type { Failure } from '../failure.ts';

/** A capture of memory as its format shows it, read as it goes by. */
export interface CaptureParser {
  readonly format: string;
  feed(bytes: Uint8Array): void;
  /** There is no more. */
  end(): CaptureReport;
}

export interface CaptureReport {
  /** Physical ranges that the capture holds, and what they add up to. */
  readonly ranges: number;
  readonly bytes: number;
  /** Bytes between the first and the last address that no range covers. */
  readonly gaps: number;
  readonly firstAddress: bigint | undefined;
  readonly lastAddress: bigint | undefined;
  readonly failure?: Failure;
}

export const hex = (address: bigint): string => `0x${address.toString(16)}`;
