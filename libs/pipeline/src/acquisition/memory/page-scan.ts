const PAGE = 4096;
const ZEROS = Buffer.alloc(PAGE);
/** Longest banner that is kept, and so how much of the bytes before a search looks back. */
const BANNER_BYTES = 512;
const LINUX = Buffer.from('Linux version ');
// Neither expression ever goes back, since a hostile capture may hold nothing but beginnings of banners (F-72).
const PRINTABLE = /^Linux version \d+\.\d+[\x20-\x7e]*/;
const BUILD = /\) #\d/;
const WINDOWS = Buffer.from('ntkrnlmp.pdb');

/** Looks at the pages of memory as they go by: how many are zeros, and which kernel they belong to. */
export class PageScan {
  #pages = 0;
  #zeroPages = 0;
  #inPage = 0;
  #isZero = true;
  #before: Buffer = Buffer.alloc(0);
  #banner: string | undefined;

  get pages(): number {
    return this.#pages;
  }

  get zeroPages(): number {
    return this.#zeroPages;
  }

  /** The kernel's own words, e.g. `Linux version 6.1.0-18-amd64 (…) #1 SMP …`. */
  get banner(): string | undefined {
    return this.#banner;
  }

  /** Bytes of memory, in order. */
  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength;) {
      const piece = bytes.subarray(at, at + PAGE - this.#inPage);
      this.#isZero &&= Buffer.compare(piece, ZEROS.subarray(0, piece.byteLength)) === 0;
      this.#inPage += piece.byteLength;
      at += piece.byteLength;
      if (this.#inPage === PAGE) this.endPage();
    }
    if (this.#banner === undefined) this.#search(bytes);
  }

  /** What comes next is not the neighbour of what came before. */
  endPage(): void {
    if (this.#inPage === 0) return;
    this.#pages += 1;
    this.#zeroPages += this.#isZero ? 1 : 0;
    this.#inPage = 0;
    this.#isZero = true;
  }

  #search(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#before, bytes]);
    this.#banner =
      linuxBanner(all) ?? (all.includes(WINDOWS) ? 'Windows NT kernel (ntkrnlmp.pdb)' : undefined);
    this.#before = Buffer.from(all.subarray(-BANNER_BYTES));
  }
}

/**
 * The banner and not one of the many strings that only begin like it: it is printable, has a build number, and ends;
 * one that reaches the end of the bytes is found again, whole, with the bytes that follow.
 */
function linuxBanner(bytes: Buffer): string | undefined {
  for (let at = bytes.indexOf(LINUX); at >= 0; at = bytes.indexOf(LINUX, at + 1)) {
    const text = bytes.toString('latin1', at, at + BANNER_BYTES);
    const [banner = ''] = PRINTABLE.exec(text) ?? [];
    const compiler = banner.indexOf(' (');
    const isWhole = compiler >= 0 && banner.length < text.length;
    if (isWhole && BUILD.test(banner.slice(compiler))) return banner.trim();
  }
  return undefined;
}
