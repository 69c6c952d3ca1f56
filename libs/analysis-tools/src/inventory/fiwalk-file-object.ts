import type { ContentRun, FileTimes, FileType } from './file-entry.ts';

export interface WalkedFile {
  /** Path in the file system without its first slash; the true bytes. */
  readonly path: Buffer;
  readonly inode: string;
  readonly type: FileType;
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly times: FileTimes;
  readonly target?: Buffer;
  readonly runs: readonly ContentRun[];
  readonly resident: boolean;
}

const byNumber: Readonly<Record<string, FileType>> = {
  1: 'file',
  2: 'folder',
  3: 'fifo',
  4: 'character',
  5: 'block',
  6: 'link',
  8: 'socket',
  10: 'virtual',
  11: 'virtual',
};
const byLetter: Readonly<Record<string, FileType>> = {
  r: 'file',
  d: 'folder',
  p: 'fifo',
  c: 'character',
  b: 'block',
  l: 'link',
  s: 'socket',
  v: 'virtual',
  V: 'virtual',
};
const timeFields = {
  mtime: 'modified',
  atime: 'accessed',
  ctime: 'changed',
  crtime: 'born',
  dtime: 'deleted',
} as const;

const isTimeField = (name: string): name is keyof typeof timeFields =>
  Object.hasOwn(timeFields, name);

/** One `fileobject` of a fiwalk listing while it is being read. Fields come as one character a byte. */
export class FileObject {
  readonly #fields = new Map<string, string>();
  readonly #runs: ContentRun[] = [];
  #resident = false;

  field(name: string, text: string): void {
    this.#fields.set(name, text);
  }

  run(attributes: Readonly<Record<string, unknown>>): void {
    const fileOffset = Number(attributes['file_offset']);
    const length = Number(attributes['len']);
    // A resident run has img_offset 0: taken at its word, it would give the bytes of the boot sector.
    if (attributes['type'] !== undefined) this.#resident = true;
    else if (attributes['fill'] !== undefined) this.#runs.push({ fileOffset, length });
    else if (attributes['img_offset'] !== undefined) {
      this.#runs.push({ fileOffset, imageOffset: Number(attributes['img_offset']), length });
    }
  }

  finish(): WalkedFile {
    const target = this.#fields.get('link_target');
    return {
      path: unescaped(this.#fields.get('filename') ?? ''),
      inode: this.#fields.get('inode') ?? '',
      type: this.#type(),
      mode: this.#number('mode') & 0o7777,
      links: this.#number('nlink'),
      uid: this.#number('uid'),
      gid: this.#number('gid'),
      size: this.#number('filesize'),
      times: this.#times(),
      ...(target === undefined ? {} : { target: Buffer.from(target, 'latin1') }),
      runs: this.#runs,
      resident: this.#resident,
    };
  }

  #type(): FileType {
    const number = this.#fields.get('meta_type') ?? '';
    const letter = this.#fields.get('name_type') ?? '';
    return byNumber[number] ?? byLetter[letter] ?? 'unknown';
  }

  #number(name: string): number {
    const number = Number(this.#fields.get(name) ?? 0);
    // An inode may claim any size: one that no number can hold stays the largest there is.
    return Number.isNaN(number) ? 0 : Math.min(number, Number.MAX_SAFE_INTEGER);
  }

  #times(): FileTimes {
    const times: { -readonly [Name in keyof FileTimes]: FileTimes[Name] } = {};
    for (const [name, text] of this.#fields) {
      if (!isTimeField(name)) continue;
      const seconds = Date.parse(text) / 1000;
      // Zero means that none was kept.
      if (Number.isFinite(seconds) && seconds !== 0) times[timeFields[name]] = Math.floor(seconds);
    }
    return times;
  }
}

const unescaped = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/\\x([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
