import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isAfoError, isEntry } from '@afo/domain';
import type { Entry } from '@afo/domain';
import { closeCase, releaseHost } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { PortError } from '@afo/ports';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostPicture } from '../../src/host-picture.ts';
import { PLACES } from '../../src/scenario.ts';
import { MEMBER } from './faults-at.ts';
import type { Strikes, Target } from './faults-at.ts';
import { isClosed, lookAtHost, moreAccess } from './host-look.ts';
import type { HostLook } from './host-look.ts';
import { KINDS } from './kinds.ts';
import type { FaultKind } from './kinds.ts';
import { endOf, playStruck } from './played.ts';
import type { Played } from './played.ts';
import { startStand } from './stand.ts';
import type { Stand } from './stand.ts';

// Everything that is asked of a host, its snapshots and their blocks, while AWS fails in every way. The stores are
// those of this machine, so that nothing else fails; theirs are in libs/adapter-aws/tests/gateway/port-faults.test.ts.
//
// Each step is struck twice: first every call of the step, then only those that change something (a look works, and the
// change does not). The third attempt is left alone. The release at the end is struck too, and ordered again. What the log says is held against what plain HTTP says.
//
// What is not here: an outage that begins at a certain call of a containment (apps/case-workflow/tests/aws/host), and
// each call of a handover by itself (libs/adapter-aws/tests/snapshots-resume.test.ts).

const PERSON = { kind: 'human', name: 'Examiner' } as const;
const ORDER = { actor: PERSON, reason: 'the drill is over' };
const CHANGES: Target = { ...MEMBER, changing: true };
const twice = (step: string): Strikes => ({ [`${step}#1`]: [MEMBER], [`${step}#2`]: [CHANGES] });

let stand: Stand;
let ports: Ports;
let untouched: HostLook;
let picture: Readonly<Record<string, string>>;
let digest: string;

beforeAll(async () => {
  stand = await startStand();
  const { host, handover, disks } = stand.stack.ports;
  ports = {
    ...{ ...stand.local.ports, stack: 'aws', disks },
    // The inventory has its own test below; here it would only cost time.
    host: { ...host, inventory: () => Promise.resolve([]) },
    notifier: { notify: () => Promise.resolve([]) },
    ...(handover === undefined ? {} : { handover }),
  };
  untouched = await lookAtHost(stand.lab);
  picture = await hostPicture(stand.lab);
  digest = await sha256Of(stand.disk);
}, 60_000);

afterEach(async () => {
  stand.lab.setFaults([]);
  // A case that failed here must not be in the way of the next one.
  for (const { id: caseId } of await ports.log.list({ status: 'open' })) {
    await releaseHost(ports, { caseId, ...ORDER }).catch(() => undefined);
    await closeCase(ports, { caseId, ...ORDER });
  }
}, 60_000);

afterAll(async () => {
  await stand.close();
});

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
  return hash.digest('hex');
}

describe.each(KINDS)('when calls about a host are $name', (kind) => {
  it('F-20 says nothing of the host that is not so, names the failure, and gives the host back as it was', async () => {
    const strikes = {
      ...{ ...twice('preserve'), ...twice('snapshot'), ...twice('contain'), ...twice('prove') },
      ...{ 'acquire-disk#1': [MEMBER], 'acquire-disk#2': [{ service: 'ebs' }] },
      'verify-evidence#1': [CHANGES],
    };

    const played = await playStruck(stand, ports, { kind, strikes });

    // Whatever else comes of it, these were struck.
    for (const step of ['preserve#1', 'snapshot#1', 'contain#1'])
      expect([...played.struck.calls.keys()]).toContain(step);
    expect(failuresWithoutName(played, kind.named)).toEqual([]);
    expect(lies(played)).toEqual([]);
    const verified = verifiedDigests(played);
    expect(verified.filter((sha256) => sha256 !== digest)).toEqual([]);
    if (kind.passes) expect([failedForGood(played), verified.length]).toEqual([[], 1]);
    expect(played.state.reports).toHaveLength(1);
    await giveBack(played, kind);
  }, 120_000);

  it('a look at the host leaves out nothing that was not answered, and says so', async () => {
    const subject = {
      ...({ kind: 'ec2-instance', id: stand.instance, partition: PLACES.partition } as const),
      ...PLACES.member,
    };
    const { host } = stand.stack.ports;
    const before = stand.lab.calls().length;
    stand.lab.setFaults(LOOKS.map((target) => ({ ...kind.rule, ...target })));
    const [inventory] = await Promise.allSettled([host.inventory(subject)]);
    const struck = stand.lab
      .calls()
      .slice(before)
      .filter(({ fault }) => fault !== undefined);

    expect(struck.length).toBeGreaterThan(0);
    if (inventory.status === 'rejected') {
      expect(inventory.reason).toBeInstanceOf(PortError);
      return;
    }
    const texts = inventory.value.map(({ bytes }) => Buffer.from(bytes).toString());
    const incomplete = texts.filter((text) => text.includes('"complete": false'));
    expect(incomplete.length).toBeGreaterThan(0);
    if (kind.rule.kind !== 'empty-answer') expect(incomplete.join()).toMatch(kind.named);
  }, 60_000);
});

/** Questions of the inventory besides that for the instance itself, without which there is none. */
const LOOKS: readonly Target[] = [
  ...['DescribeSecurityGroups', 'DescribeVolumes', 'DescribeInstanceAttribute'].map(
    (operation) => ({ ...MEMBER, service: 'ec2', operation }),
  ),
  ...['iam', 'autoscaling', 'elasticloadbalancing', 'cloudtrail'].map((service) => ({
    ...MEMBER,
    service,
  })),
];

const OF_EBS = /source\.[a-z-]+/;

/** Attempts that were struck, failed, and do not say of what. */
const failuresWithoutName = (played: Played, named: RegExp): readonly string[] =>
  [...played.struck.calls.keys()].flatMap((attempt) => {
    const { status, text } = endOf(played, attempt);
    // What reads blocks says it in words of its own, with the name that EBS gave.
    const isNamed = named.test(text) || (attempt === 'acquire-disk#2' && OF_EBS.test(text));
    return status === 'succeeded' || isNamed ? [] : [`${attempt}: ${text}`];
  });

/** What the log says and the lab does not; and access that the host did not have before. */
const lies = (played: Played): readonly string[] =>
  [...played.looks].flatMap(([attempt, look]) => {
    const more = moreAccess(untouched, look).map((rule) => `${attempt} opened ${rule}`);
    if (endOf(played, attempt).status !== 'succeeded') return more;
    return isSo(attempt, look) ? more : [...more, `${attempt} has not succeeded`];
  });

function isSo(attempt: string, look: HostLook): boolean {
  if (attempt.startsWith('preserve')) return look.isProtected;
  return attempt.startsWith('snapshot') ? look.snapshots > 0 : isClosed(look);
}

const failedForGood = ({ state }: Played): readonly string[] =>
  [...state.steps.values()]
    .filter(({ status }) => status === 'failed')
    .map(({ key, code }) => `${key}: ${code ?? ''}`);

const verifiedDigests = ({ entries, state }: Played): readonly (string | undefined)[] =>
  entries.flatMap((entry) =>
    isEntry(entry, 'evidence.verified') &&
    entry.body.result === 'match' &&
    state.plan?.items.some(({ item }) => item === entry.body.item) === true
      ? [entry.body.sha256]
      : [],
  );

/** Gives the host back twice: while calls fail, which says so or has done it, and then when nothing fails any more. */
async function giveBack({ id: caseId, entries }: Played, kind: FaultKind): Promise<void> {
  // A snapshot is not given back: it is evidence.
  const isOfHost = (entry: Entry): boolean =>
    isEntry(entry, 'resource.changed') && /^(?:preserve|contain)\//.test(entry.body.change);
  if (entries.some(isOfHost)) {
    stand.lab.setFaults([{ ...kind.rule, ...MEMBER }]);
    const [struck] = await Promise.allSettled([releaseHost(ports, { caseId, ...ORDER })]);
    stand.lab.setFaults([]);
    if (struck.status === 'rejected') {
      expect(wordsOf(struck.reason)).toMatch(kind.named);
      await releaseHost(ports, { caseId, ...ORDER });
    }
  }
  expect(await hostPicture(stand.lab)).toEqual(picture);
}

const wordsOf = (error: unknown): string =>
  isAfoError(error) ? `${error.code} ${error.message}` : String(error);
