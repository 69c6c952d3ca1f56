import type { CaptureParser, CaptureReport } from './capture.ts';

/** A container that is known by its first bytes and not read: kept as it is, and said to be unchecked. */
export class UnknownCapture implements CaptureParser {
  readonly format: string;

  constructor(format: string) {
    this.format = format;
  }

  feed(): void {
    // Nothing of it is understood.
  }

  end(): CaptureReport {
    return {
      ranges: 0,
      bytes: 0,
      gaps: 0,
      firstAddress: undefined,
      lastAddress: undefined,
      failure: {
        code: 'memory.unsupported',
        cause: `the capture is a ${this.format}, which this release keeps and does not check`,
      },
    };
  }
}
