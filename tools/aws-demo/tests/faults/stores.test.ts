import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isEntry, sourceSchema } from '@afo/domain';
import type { CaseId, Entry } from '@afo/domain';
import { exportBundle, openCase } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { verifyPath } from '@afo/verify/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from './kinds.ts';
import type { FaultKind } from './kinds.ts';
import { beginOutage, playOn } from './outage.ts';
import type { Outage, Progress } from './outage.ts';
import { HANDLERS } from './play.ts';
import { startStand } from './stand.ts';
import type { Stand } from './stand.ts';

// A whole case on the stores of AWS, of which one fails in the middle of it: the case log, the vault, or the key that
// signs. The case is about a disk image on this machine, so that nothing else can fail.
//
// Whatever comes of it, in the end the services are well again and the case is taken up where it stands. Then its
// bundle is judged by the verifier, which shares no code with what wrote it.

const EXAMINER = { kind: 'human', name: 'Examiner' } as const;
const IMAGE = Buffer.alloc(2 ** 20, 'evidence of the host ');

let stand: Stand;
let ports: Ports;
let image: string;
let number = 0;

beforeAll(async () => {
  stand = await startStand();
  const { host, disks } = stand.local.ports;
  const { log, vault, signer, notifier } = stand.stack.ports;
  ports = { ...stand.local.ports, log, vault, signer, notifier, host, disks };
  image = join(stand.folder, 'host.raw');
  await writeFile(image, IMAGE);
}, 60_000);

afterEach(() => {
  stand.lab.setFaults([]);
});

afterAll(async () => {
  await stand.close();
});

async function open(): Promise<CaseId> {
  number += 1;
  const title = 'a disk image';
  return openCase(ports, {
    ...{ title, origin: 'command', reason: 'a person ordered it' },
    subject: { kind: 'host', id: `host-${String(number)}` },
    sources: [sourceSchema.parse({ kind: 'disk', uris: [pathToFileURL(image).href], title })],
    grantedBy: { kind: 'command', approver: EXAMINER, reason: 'a drill' },
  });
}

async function entriesOf(id: CaseId): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(id)) entries.push(entry);
  return entries;
}

interface Played {
  readonly id: CaseId;
  readonly struck: number;
  /** While the service failed, and after somebody has taken the case up again. */
  readonly first: Progress;
  readonly last: Progress;
  readonly entries: readonly Entry[];
}

/** Plays a case through an outage, and takes it up again when the service is well. */
async function playThrough(outage: Outage): Promise<Played> {
  const id = await open();
  const { struck, end } = beginOutage(stand, outage);
  const first = await playOn(ports, HANDLERS, id);
  const count = struck().length;
  end();
  const last = first.state === undefined ? await playOn(ports, HANDLERS, id) : first;
  return { id, struck: count, first, last, entries: await entriesOf(id) };
}

/** Everything that was said of what went wrong: in the log, and by the functions whose word could not be entered. */
const saidIn = ({ entries, first }: Played): string =>
  [
    ...entries
      .filter(({ type }) => ['step.failed', 'note.added', 'notification.sent'].includes(type))
      .map(({ body }) => JSON.stringify(body)),
    ...first.thrown.map(({ code, message }) => `${code} ${message}`),
  ].join('\n');

const verified = ({ entries }: Played): readonly (string | undefined)[] =>
  entries.flatMap((entry) =>
    isEntry(entry, 'evidence.verified') && entry.body.item === 'E-0001' ? [entry.body.sha256] : [],
  );

async function verdictOf(id: CaseId): Promise<string> {
  const path = join(stand.folder, `${id}.bag`);
  const { sinks } = stand.local;
  await exportBundle(
    { ports, sinks },
    {
      caseId: id,
      destination: { path, format: 'directory' },
      evidence: 'all',
      actor: EXAMINER,
    },
  );
  const { status, faults } = await verifyPath(path, { keys: [await ports.signer.publicKey()] });
  return [status, ...faults.map(({ place, message }) => `${place}: ${message}`)].join('\n');
}

const DIGEST = createHash('sha256').update(IMAGE).digest('hex');

/** The service of each store, the calls before it fails, and how many fail where the failure passes. */
const STORES = [
  { store: 'case log', service: 'dynamodb', after: 30, calls: 8 },
  { store: 'vault', service: 's3', after: 8, calls: 3 },
  { store: 'signing key', service: 'kms', after: 2, calls: 2 },
] as const;

// DynamoDB and S3 answer a good write with nothing: an empty answer can be told from it in looks alone.
const ruleOf = ({ rule }: FaultKind, service: string): Outage['rule'] => ({
  kind: rule.kind,
  service,
  ...(rule.probability === undefined ? {} : { probability: rule.probability }),
  ...(rule.kind === 'empty-answer' && service !== 'kms' ? { changing: false } : {}),
});

const LASTING = ['unavailable', 'access-denied'];
const passing = KINDS.filter(({ rule }) => !LASTING.includes(rule.kind));
const lasting = KINDS.filter(({ rule }) => LASTING.includes(rule.kind));

describe.each(STORES)('when the $store fails in the middle of a case', (at) => {
  it.each(passing)('$name, for a while: the case ends, and its bundle is proven', async (kind) => {
    const calls = kind.rule.kind === 'throttle' ? 12 : at.calls;

    const played = await playThrough({ ...at, calls, rule: ruleOf(kind, at.service) });

    expect(played.struck).toBeGreaterThan(0);
    if (kind.passes) expect(failedForGood(played)).toEqual([]);
    expect(left(played)).toEqual({ verified: [DIGEST], reports: 1 });
    expect(await verdictOf(played.id)).toBe('proven');
  });

  it.each(lasting)(
    '$name, until somebody mends it: nothing is said that is not so, and the failure is named',
    async (kind) => {
      const played = await playThrough({ ...at, calls: 'all', rule: ruleOf(kind, at.service) });

      expect(played.struck).toBeGreaterThan(0);
      expect(saidIn(played)).toMatch(kind.named);
      // A vault that refuses for good keeps neither disk nor report; else all is there when it is mended.
      expect(failedForGood(played)).toEqual(at.store === 'vault' ? ['acquire-disk', 'report'] : []);
      expect(left(played)).toEqual({ verified: [DIGEST], reports: 1 });
      expect(await verdictOf(played.id)).toBe('proven');
    },
  );
});

/** What the case has at its end; what a step failed for good to make counts as there, if people were told. */
function left(played: Played) {
  const failed = failedForGood(played);
  return {
    verified: failed.includes('acquire-disk') ? [...verified(played), DIGEST] : verified(played),
    reports: (played.last.state?.reports.length ?? 0) + (failed.includes('report') ? 1 : 0),
  };
}

/** Steps that failed for good, and of which people were told. */
const failedForGood = ({ entries }: Played): readonly string[] =>
  entries.flatMap((entry) => {
    if (!isEntry(entry, 'step.failed') || !entry.body.final) return [];
    const isTold = entries.some(
      (one) =>
        isEntry(one, 'notification.sent') &&
        one.body.outcome === 'delivered' &&
        one.body.message.includes(`${entry.body.key} failed and will not be tried again`),
    );
    return isTold ? [entry.body.step] : [];
  });
