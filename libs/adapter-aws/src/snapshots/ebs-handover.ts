import type { Source } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskHandover, HandoverContext } from '@afo/ports';
import { snapshotUri } from '../ebs/index.ts';
import { cleanUpChanges } from './clean-up.ts';
import { copyChange } from './copy-change.ts';
import type { CopyOrder } from './copy-change.ts';
import { mustBeUsable } from './handover-options.ts';
import type { EbsHandoverOptions } from './handover-options.ts';
import { isKey, isKeyOfAws } from './kms-key.ts';
import { lockChange } from './lock-change.ts';
import { HANDOVER_PATIENCE, sleepFor } from './patience.ts';
import type { Waiting } from './patience.ts';
import { isSamePlace } from './place.ts';
import type { Place } from './place.ts';
import { shareChange } from './share-change.ts';
import type { SnapshotFacts } from './snapshot-facts.ts';
import { untilComplete } from './until-complete.ts';
import { volumeAddress } from './volume-uri.ts';
import type { VolumeAddress } from './volume-uri.ts';

/** A snapshot at its place, complete. */
interface Standing extends Place {
  readonly facts: SnapshotFacts;
}

/** One volume on its way. */
interface Passage {
  readonly volume: VolumeAddress;
  /** The snapshot of the case's set; ids of changes hang on it, so that another set has changes of its own. */
  readonly origin: string;
  readonly context: HandoverContext;
  readonly waiting: Waiting;
}

/**
 * Brings a volume of a member account to the forensic account: `ebs:<account>:<region>:vol-…` becomes the uri of a
 * snapshot that is complete, kept under the forensic key, and locked. Other sources stay as they are.
 *
 * The volume's snapshot is that of the case's set. Under a key of AWS it is copied within its account first, since such
 * a one cannot be shared. That the forensic account may use the key of what is shared with it is for the key's policy:
 * where it may not, AWS accepts the copy and lets it fail later, and the volume fails with AWS's reason.
 */
export class EbsHandover implements DiskHandover {
  readonly #options: EbsHandoverOptions;

  /** @throws PortError `aws.refused` for options that AWS would refuse */
  constructor(options: EbsHandoverOptions) {
    mustBeUsable(options);
    this.#options = options;
  }

  /**
   * @throws PortError `source.not-found` when the case has no snapshot of the volume or it is gone, `source.failed`,
   * `source.not-ready`, `source.unsupported` when nobody could read it, `aws.*`
   */
  async ready(source: Source, context: HandoverContext): Promise<Source> {
    const volume = volumeAddress(source.uris);
    if (volume === undefined) return source;
    const passage = this.#passage(volume, context);
    const last = await this.#brought(
      passage,
      await this.#complete(passage, volume, passage.origin),
    );
    await this.#lock(passage, last);
    return { ...source, uris: [snapshotUri({ ...last, snapshot: last.facts.id })] };
  }

  async cleanUp(source: Source, context: HandoverContext): Promise<void> {
    const volume = volumeAddress(source.uris);
    if (volume === undefined || takenOf(volume, context) === undefined) return;
    const { origin, waiting } = this.#passage(volume, context);
    await context.carryOut(
      await cleanUpChanges({ options: this.#options, volume, origin, context, waiting }),
    );
  }

  #passage(volume: VolumeAddress, context: HandoverContext): Passage {
    const origin = takenOf(volume, context);
    if (origin === undefined)
      throw new PortError('source.not-found', `the case has taken no snapshot of ${volume.volume}`);
    const { patience, sleep = sleepFor } = this.#options;
    const waiting = {
      patience: { ...HANDOVER_PATIENCE, ...patience },
      sleep,
      signal: context.signal,
    };
    return { volume, origin, context, waiting };
  }

  async #brought(passage: Passage, first: Standing): Promise<Standing> {
    const { copy, forensic, completionMinutes } = this.#options;
    if (copy === 'when-needed' && isSamePlace(first, forensic)) return first;
    const from = first.account === forensic.account ? first : await this.#shared(passage, first);
    return await this.#copied(passage, 'final', {
      from: asSource(from),
      to: forensic,
      ...(forensic.kmsKey === undefined ? {} : { kmsKey: forensic.kmsKey }),
      ...(completionMinutes === undefined ? {} : { completionMinutes }),
    });
  }

  /** A snapshot that the forensic account may copy: this one, or a copy under a key that can be shared. */
  async #shared(passage: Passage, first: Standing): Promise<Standing> {
    const standing = await this.#shareable(passage, first);
    const { context, waiting, origin } = passage;
    const order = {
      id: `handover/${origin}/share`,
      snapshot: standing.facts.id,
      at: placeOf(standing),
      withAccount: this.#options.forensic.account,
      calls: this.#options.callsOf(standing, context.case),
    };
    await context.carryOut([shareChange(order, waiting)]);
    return standing;
  }

  async #shareable(passage: Passage, first: Standing): Promise<Standing> {
    const { kmsKey: ownKey } = first.facts;
    const kmsKey = this.#options.sharedKey(placeOf(first));
    if (ownKey === undefined || (kmsKey !== undefined && isKey(ownKey, kmsKey))) return first;
    const calls = this.#options.callsOf(first, passage.context.case);
    const isOfAws = await isKeyOfAws(calls, ownKey);
    if (!isOfAws && (this.#options.recrypt !== 'other-keys' || kmsKey === undefined)) return first;
    if (kmsKey === undefined)
      throw new PortError(
        'source.unsupported',
        `${first.facts.id} is encrypted under a key of AWS, which cannot be shared, and there is no key to copy it under in ${first.account} ${first.region}`,
      );
    const order = { from: asSource(first), to: placeOf(first), kmsKey };
    return await this.#copied(passage, 'recrypted', order);
  }

  async #copied(
    passage: Passage,
    role: 'recrypted' | 'final',
    order: Pick<CopyOrder, 'from' | 'to' | 'kmsKey' | 'completionMinutes'>,
  ): Promise<Standing> {
    const { context, origin, volume, waiting } = passage;
    const { change, made } = copyChange(
      {
        ...order,
        to: placeOf(order.to),
        id: `handover/${origin}/${role}`,
        tags: { case: context.case, role, origin, volume: volume.volume },
        calls: this.#options.callsOf(order.to, context.case),
        log: context,
      },
      waiting,
    );
    await context.carryOut([change]);
    const copy = await made();
    if (copy === undefined)
      throw new PortError('source.not-found', `the copy of ${order.from.snapshot} is gone`, {
        retryable: true,
      });
    return await this.#complete(passage, order.to, copy.id);
  }

  async #complete(
    { context, origin, waiting }: Passage,
    place: Place,
    snapshot: string,
  ): Promise<Standing> {
    const calls = this.#options.callsOf(place, context.case);
    const { progress } = context;
    const canBeMadeAgain = snapshot !== origin;
    const facts = await untilComplete({ ...waiting, calls, snapshot, canBeMadeAgain, progress });
    return { ...placeOf(place), facts };
  }

  async #lock({ context, origin, waiting }: Passage, { facts, ...at }: Standing): Promise<void> {
    const { lock, callsOf } = this.#options;
    if (lock === undefined) return;
    const calls = callsOf(at, context.case);
    const order = { id: `handover/${origin}/lock`, snapshot: facts.id, at, lock, calls };
    await context.carryOut([lockChange(order, waiting)]);
  }
}

/** The snapshot that the case has taken of a volume, the last one when there are several. */
const takenOf = ({ volume }: VolumeAddress, { taken }: HandoverContext): string | undefined =>
  taken.findLast((one) => one.volume === volume)?.snapshot;

const placeOf = ({ account, region }: Place): Place => ({ account, region });

const asSource = (standing: Standing): CopyOrder['from'] => ({
  ...placeOf(standing),
  snapshot: standing.facts.id,
  isEncrypted: standing.facts.kmsKey !== undefined,
});
