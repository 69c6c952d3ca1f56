import type { CaptureParser, CaptureReport } from './capture.ts';
import type { PageScan } from './page-scan.ts';

const PAGE = 4096;

/** Memory from address 0 on, without a header: all that can be told of its completeness is that it is whole pages. */
export class RawCapture implements CaptureParser {
  readonly format = 'raw';
  readonly #scan: PageScan;
  #bytes = 0;

  constructor(scan: PageScan) {
    this.#scan = scan;
  }

  feed(bytes: Uint8Array): void {
    this.#scan.feed(bytes);
    this.#bytes += bytes.byteLength;
  }

  end(): CaptureReport {
    this.#scan.endPage();
    const whole = {
      ranges: 1,
      bytes: this.#bytes,
      gaps: 0,
      firstAddress: 0n,
      lastAddress: BigInt(this.#bytes) - 1n,
    };
    if (this.#bytes % PAGE === 0) return whole;
    return {
      ...whole,
      failure: {
        code: 'memory.truncated',
        cause: 'the capture is cut: its last page is not whole',
      },
    };
  }
}
