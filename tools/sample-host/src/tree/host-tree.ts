import { SampleHostError } from '../errors.ts';

/** Seconds since 1970. */
export interface NodeTimes {
  readonly modified: number;
  readonly changed: number;
  readonly accessed: number;
  readonly born: number;
}

export interface NodeFacts {
  /** Permission bits, e.g. 0o4755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly times: NodeTimes;
}

export type HostNode = NodeFacts &
  (
    | { readonly kind: 'folder'; readonly path: Buffer }
    | { readonly kind: 'file'; readonly path: Buffer; readonly content: Uint8Array }
    | { readonly kind: 'link'; readonly path: Buffer; readonly target: string }
  );

/** A path as text, or as bytes where it is to be no valid UTF-8. */
export type HostPath = string | Buffer;

export interface FactsChoice {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** All four times, or those that differ from the tree's default. */
  readonly times?: Partial<NodeTimes>;
}

/** The files of a host, in the order of their making; parents come before their children. */
export class HostTree {
  readonly #nodes = new Map<string, HostNode>();
  readonly #born: number;

  /** `born` is the time that everything gets which asks for no other. */
  constructor(born: number) {
    this.#born = born;
    this.#nodes.set('/', { kind: 'folder', path: Buffer.from('/'), ...this.#facts({}, 0o755) });
  }

  folder(path: HostPath, choice: FactsChoice = {}): void {
    this.#put({ kind: 'folder', path: Buffer.from(path), ...this.#facts(choice, 0o755) });
  }

  file(path: HostPath, content: string | Uint8Array, choice: FactsChoice = {}): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#put({
      kind: 'file',
      path: Buffer.from(path),
      content: bytes,
      ...this.#facts(choice, 0o644),
    });
  }

  link(path: HostPath, target: string, choice: FactsChoice = {}): void {
    this.#put({ kind: 'link', path: Buffer.from(path), target, ...this.#facts(choice, 0o777) });
  }

  /** Appends to a file as a program on the host would: the change time moves, the birth stays. */
  append(path: string, content: string | Uint8Array, at: number): void {
    const old = this.read(path);
    this.replace(path, Buffer.concat([old, Buffer.from(content)]), { modified: at, changed: at });
  }

  /** Gives a file other content; mode, owner and the times not named stay. */
  replace(path: string, content: string | Uint8Array, times: Partial<NodeTimes>): void {
    const node = this.#get(path);
    if (node.kind !== 'file')
      throw new SampleHostError('sample-host.bad-tree', `${path} is no file`);
    this.#nodes.set(key(node.path), {
      ...node,
      content: Buffer.from(content),
      times: { ...node.times, ...times },
    });
  }

  /** Moves the times of a node, as a change of its folder's entries or its attributes would. */
  touch(path: string, times: Partial<NodeTimes>): void {
    const node = this.#get(path);
    this.#nodes.set(key(node.path), { ...node, times: { ...node.times, ...times } });
  }

  has(path: string): boolean {
    return this.#nodes.has(key(Buffer.from(path)));
  }

  read(path: string): Uint8Array {
    const node = this.#get(path);
    if (node.kind !== 'file')
      throw new SampleHostError('sample-host.bad-tree', `${path} is no file`);
    return node.content;
  }

  nodes(): readonly HostNode[] {
    return [...this.#nodes.values()];
  }

  #get(path: string): HostNode {
    const node = this.#nodes.get(key(Buffer.from(path)));
    if (node === undefined)
      throw new SampleHostError('sample-host.bad-tree', `${path} is not there`);
    return node;
  }

  #put(node: HostNode): void {
    const name = key(node.path);
    if (this.#nodes.has(name)) {
      throw new SampleHostError('sample-host.bad-tree', `${name} is there already`);
    }
    this.#makeParents(node);
    this.#nodes.set(name, node);
    this.#moveParentTimes(node);
  }

  /** A new entry moves the times of its folder, as on any Linux file system. */
  #moveParentTimes({ path, times }: HostNode): void {
    const parent = this.#nodes.get(key(parentOf(path)));
    if (parent === undefined || parent.times.modified >= times.born) return;
    const moved = { ...parent.times, modified: times.born, changed: times.born };
    this.#nodes.set(key(parent.path), { ...parent, times: moved });
  }

  #makeParents(node: HostNode): void {
    const parent = parentOf(node.path);
    if (this.#nodes.has(key(parent))) return;
    const { born } = node.times;
    this.folder(parent, {
      uid: node.uid,
      gid: node.gid,
      times: { modified: born, changed: born, accessed: born, born },
    });
  }

  #facts(choice: FactsChoice, mode: number): NodeFacts {
    const born = choice.times?.born ?? this.#born;
    return {
      mode: choice.mode ?? mode,
      uid: choice.uid ?? 0,
      gid: choice.gid ?? choice.uid ?? 0,
      times: { modified: born, changed: born, accessed: born, born, ...choice.times },
    };
  }
}

function parentOf(path: Buffer): Buffer {
  const slash = path.lastIndexOf(0x2f);
  return slash <= 0 ? Buffer.from('/') : path.subarray(0, slash);
}

/** Paths as map keys: one character a byte, so that no two names become one. */
const key = (path: Buffer): string => path.toString('latin1');
