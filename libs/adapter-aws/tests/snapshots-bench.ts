import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEbsLab, startSnapshotLab } from '@afo/aws-lab';
import type { EbsLab, LabKmsKey, SnapshotLab, SnapshotLabOptions } from '@afo/aws-lab';
import { BLOCK_SIZE, caseIdSchema } from '@afo/domain';
import type { CaseId, EntryBody, Source } from '@afo/domain';
import type { HandoverContext, HostChange } from '@afo/ports';
import { PortError } from '@afo/ports';
import { openHostCalls } from '../src/host/sdk-host-calls.ts';
import { ebsClient, EbsSnapshotSources } from '../src/ebs/index.ts';
import { EbsHandover, snapshotChanges } from '../src/snapshots/index.ts';
import type { CallsOf, EbsHandoverOptions, Place, Sleep } from '../src/snapshots/index.ts';
import { imageOf, noiseOf } from './ebs-lab.ts';

export const MEMBER = { account: '111122223333', region: 'eu-west-1' } as const;
export const FORENSIC = { account: '444455556666', region: 'eu-west-1' } as const;
export const FAR = { account: '444455556666', region: 'eu-central-1' } as const;
export const CASE = caseIdSchema.parse('01890a5d-ac96-7b3c-8d2e-000000000001');
export const INSTANCE = 'i-0123456789abcdef0';
export const BOOT = 'vol-0000000000000000a';
export const DATA = 'vol-0000000000000000b';

const arn = ({ account, region }: Place, id: string): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;
export const KEYS = {
  ofAws: arn(MEMBER, 'of-aws'),
  own: arn(MEMBER, 'own'),
  unshared: arn(MEMBER, 'unshared'),
  shared: arn(MEMBER, 'shared'),
  forensic: arn(FORENSIC, 'forensic'),
  far: arn(FAR, 'far'),
} as const;
const key = (
  id: string,
  place: Place,
  more: Partial<Pick<LabKmsKey, 'manager' | 'sharedWith'>> = {},
): LabKmsKey => ({
  id,
  account: place.account,
  region: place.region,
  manager: 'CUSTOMER',
  ...more,
});
const KMS_KEYS = [
  key(KEYS.ofAws, MEMBER, { manager: 'AWS' }),
  key(KEYS.own, MEMBER, { sharedWith: [FORENSIC.account] }),
  key(KEYS.unshared, MEMBER),
  key(KEYS.shared, MEMBER, { sharedWith: [FORENSIC.account] }),
  key(KEYS.forensic, FORENSIC),
  key(KEYS.far, FAR),
];

export type Changed = EntryBody<'resource.changed'>;
/** A worker that is killed: it writes and calls nothing more. */
export class Killed extends Error {}

export const volumeSource = (volume = BOOT, { account, region }: Place = MEMBER): Source => ({
  kind: 'disk',
  uris: [`ebs:${account}:${region}:${volume}`],
  title: volume,
});

/** A member account with a host of two volumes, a forensic account, and the log of a case. */
export class SnapshotBench {
  readonly lab: SnapshotLab;
  readonly log: Changed[] = [];
  readonly slept: number[] = [];
  readonly progress: string[] = [];
  /** How many more steps of the executor are taken before it is killed. */
  life = Infinity;
  readonly #folder: string;
  readonly #ebs: EbsLab;
  readonly #open = new Map<string, ReturnType<typeof openHostCalls>>();

  constructor(lab: SnapshotLab, ebs: EbsLab, folder: string) {
    this.lab = lab;
    this.#ebs = ebs;
    this.#folder = folder;
  }

  static async start(
    kmsKey?: string,
    options: Partial<SnapshotLabOptions> & { readonly host?: Place } = {},
  ): Promise<SnapshotBench> {
    const folder = await mkdtemp(join(tmpdir(), 'afo-snapshots-'));
    const image = (name: string, block: number) =>
      imageOf(join(folder, name), new Map([[block, noiseOf(block)]]));
    const under = kmsKey === undefined ? {} : { kmsKey };
    const ebs = await startEbsLab({ snapshots: [] });
    const { account, region } = options.host ?? MEMBER;
    const lab = await startSnapshotLab({
      kmsKeys: KMS_KEYS,
      shelf: ebs,
      pageSize: 1,
      instances: [
        {
          id: INSTANCE,
          account,
          region,
          volumes: [
            { id: BOOT, image: await image('boot.raw', 1), boot: true, ...under },
            { id: DATA, image: await image('data.raw', 2), ...under },
          ],
        },
      ],
      ...options,
    });
    return new SnapshotBench(lab, ebs, folder);
  }

  /** Calls so far, and which of them is refused. */
  calls = 0;
  fault: { readonly at: number; readonly kind: 'denied' | 'throttled' } | undefined;

  readonly callsOf: CallsOf = (place) => {
    const { call } = this.#callsOf(place);
    return {
      call: async (operation, input) => {
        this.calls += 1;
        const kind = this.calls === this.fault?.at ? this.fault.kind : undefined;
        if (kind === 'denied') throw new PortError('aws.denied', 'a fault of the test');
        if (kind === 'throttled')
          throw new PortError('aws.throttled', 'a fault of the test', { retryable: true });
        return await call(operation, input);
      },
    };
  };

  #callsOf({ account, region }: Place): ReturnType<typeof openHostCalls> {
    const name = `${account}/${region}`;
    const open =
      this.#open.get(name) ??
      openHostCalls({
        region,
        credentials: { accessKeyId: account, secretAccessKey: 'lab' },
        endpoint: this.lab.url,
        attempts: 3,
      });
    this.#open.set(name, open);
    return open;
  }

  readonly sleep: Sleep = async (ms, signal) => {
    signal.throwIfAborted();
    this.slept.push(ms);
    await Promise.resolve();
  };

  handover(options: Partial<EbsHandoverOptions> = {}): EbsHandover {
    return new EbsHandover({
      forensic: { ...FORENSIC, kmsKey: KEYS.forensic },
      callsOf: this.callsOf,
      sharedKey: () => KEYS.shared,
      copy: 'when-needed',
      sleep: this.sleep,
      ...options,
    });
  }

  /** As the pipeline hands it over: what the log holds, and an executor that writes ahead. */
  context(
    caseId: CaseId = CASE,
    signal: HandoverContext['signal'] = new AbortController().signal,
  ): HandoverContext {
    const done = this.log.filter(({ phase }) => phase === 'done');
    return {
      case: caseId,
      taken: done
        .filter(({ setting }) => setting === 'volume.snapshots')
        .flatMap(({ after }) => Object.entries(after))
        .flatMap(([volume, snapshot]) =>
          volume.startsWith('vol-') && typeof snapshot === 'string' ? [{ volume, snapshot }] : [],
        ),
      done,
      open: [...new Map(this.log.map(({ change, phase }) => [change, phase]))].flatMap(
        ([change, phase]) => (phase === 'done' ? [] : [change]),
      ),
      carryOut: (changes) => this.carryOut(changes),
      signal,
      progress: (detail) => void this.progress.push(detail),
    };
  }

  /** The step `snapshot` of a case. */
  async takeSet(place: Place = MEMBER, caseId: CaseId = CASE): Promise<void> {
    const set = {
      calls: this.callsOf(place, caseId),
      at: place,
      case: caseId,
      instance: INSTANCE,
      begun: new Set(this.log.map(({ change }) => change)),
      waiting: { ...this.#waiting, sleep: this.sleep },
    };
    await this.carryOut(await snapshotChanges(set));
  }

  readonly #waiting = {
    patience: {
      completeMs: 60_000,
      firstLookMs: 1_000,
      longestLookMs: 5_000,
      visibleMs: 10_000,
      roomMs: 60_000,
    },
    signal: new AbortController().signal,
  };

  /** What `carryOut` of the pipeline does, as far as a handover sees it; its own tests are there. */
  async carryOut(changes: readonly HostChange[]): Promise<void> {
    for (const change of changes) await this.#carryOutOne(change);
  }

  async #carryOutOne(change: HostChange): Promise<void> {
    const past = this.log.filter(({ change: id }) => id === change.id);
    if (change.once === true && past.at(-1)?.phase === 'done') return;
    const now = await change.read();
    const { id, setting, resource } = change;
    const entry = { change: id, setting, resource, before: past[0]?.before ?? now };
    const isDone = (state: Changed['after']) =>
      Object.entries(change.wanted).every(([field, value]) => state[field] === value);
    const last = past.at(-1)?.phase;
    if (isDone(now) && (last === undefined || last === 'done')) return;
    if (isDone(now)) {
      this.#write({ ...entry, phase: 'done', after: now });
      return;
    }
    this.#write({ ...entry, phase: 'intended', after: change.wanted });
    this.#live();
    const failure = await change.apply().then(
      () => undefined,
      (error: unknown) =>
        error instanceof Error ? error : new Error('no error', { cause: error }),
    );
    if (failure !== undefined && !(failure instanceof PortError)) throw failure;
    const after = await change.read();
    this.#write({ ...entry, phase: isDone(after) ? 'done' : 'failed', after });
    if (!isDone(after)) throw notInEffect(failure);
  }

  #write(entry: Changed): void {
    this.#live();
    this.log.push(entry);
  }

  #live(): void {
    if (this.life <= 0) throw new Killed('killed');
    this.life -= 1;
  }

  /** First block that holds something, as the reader of disks reads it. */
  async read(source: Source): Promise<{ readonly block: number; readonly isSame: boolean }> {
    const sources = new EbsSnapshotSources({
      clients: (account, region) =>
        ebsClient({
          region,
          credentials: { accessKeyId: account, secretAccessKey: 'lab' },
          endpoint: this.#ebs.url,
        }),
      home: FORENSIC,
    });
    const disk = await sources.open(source);
    try {
      for await (const [block] of disk.runs(0)) {
        const content = new Uint8Array(BLOCK_SIZE);
        await disk.read(block, content);
        return { block, isSame: noiseOf(block).equals(content) };
      }
      throw new Error('the disk holds nothing');
    } finally {
      await disk.close();
    }
  }

  changing(): readonly string[] {
    return this.lab
      .calls()
      .filter(({ operation, status }) => !operation.includes('Describe') && status === 200)
      .map(({ operation, account, region }) => `${operation} ${account} ${region}`);
  }

  async stop(): Promise<void> {
    for (const calls of this.#open.values()) calls.close();
    await this.lab.close();
    await this.#ebs.close();
    await rm(this.#folder, { recursive: true });
  }
}

const notInEffect = (cause: unknown): Error =>
  cause instanceof PortError ? cause : new PortError('aws.unavailable', 'not in effect');
