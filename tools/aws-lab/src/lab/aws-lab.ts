import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { startEbsLab } from '../ebs/index.ts';
import type { EbsLab, EbsQuotas } from '../ebs/index.ts';
import { freePort, startEmulator, startMoto } from '../emulators/index.ts';
import type { EmulatorOptions } from '../emulators/index.ts';
import { startGateway } from '../gateway/index.ts';
import type {
  Gateway,
  LabCall,
  LabCredentials,
  LabFaultRule,
  SessionWish,
  WornRole,
} from '../gateway/index.ts';
import { LabCaller } from '../scenario/lab-caller.ts';
import { makeScenario } from '../scenario/make-scenario.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { scenarioSchema } from '../scenario/scenario-schema.ts';
import type { Scenario, ScenarioInput } from '../scenario/scenario-schema.ts';
import { servesSnapshotOperation, startSnapshotLab } from '../snapshots/index.ts';
import type { SnapshotLab } from '../snapshots/index.ts';
import type { LabAgent } from '../services/index.ts';
import { addAgents, addDisks, addPictures } from './add-to-instances.ts';
import { endOnSignals } from './end-on-signals.ts';
import { labDesks } from './lab-desks.ts';
import type { InstanceExtras } from './lab-desks.ts';
import { keysOf } from './lab-keys.ts';

export interface AwsLabOptions extends Omit<EmulatorOptions, 'functionsCall'> {
  /** A scenario, or the path of its file (JSON); paths in it are relative to that file. */
  readonly scenario: ScenarioInput | string;
  /** A file that gets every call as a line of JSON. */
  readonly callFile?: string;
  /** A folder that gets the bodies of requests and answers, those of STS left out. */
  readonly captureFolder?: string;
  readonly ebsQuotas?: EbsQuotas;
  /** Agents of SSM by the names of their instances; others have none. */
  readonly agents?: Readonly<Record<string, LabAgent>>;
  /** Looks after which a snapshot is complete. */
  readonly snapshotLooks?: number;
}

export interface AwsLab {
  /** The endpoint of all services. */
  readonly url: string;
  /** The emulator without the gateway: whoever deploys asks services that the lab has for nobody else. */
  readonly emulator: string;
  /** The process ids of what was started. */
  readonly pids: readonly number[];
  /** The id of what the scenario names, e.g. `instance.web`. @throws Error for what it does not name */
  id(name: string): string;
  ids(): Readonly<Record<string, string>>;
  /** The calls since the scenario was made. */
  calls(): readonly LabCall[];
  setFaults(rules: readonly LabFaultRule[], seed?: number): void;
  /** Credentials of a role in an account of the scenario, by the account's name. */
  credentials(account: string, role: string, session: SessionWish): LabCredentials;
  /** An endpoint whose callers with an account's own key count as a session of that role, e.g. functions. */
  urlAs(worn: WornRole): string;
  /** Secret keys and tokens of all sessions so far, for a search after them (F-62). */
  secrets(): readonly string[];
  readonly snapshots: SnapshotLab;
  readonly ebs: EbsLab;
  /** Ends all of it, by the process ids of what was started. */
  close(): Promise<void>;
}

/**
 * Accounts, regions and all that a scenario describes, on loopback: emulators, the lab's own servers and the gateway
 * in front of them.
 * @throws Error when something does not start or cannot be made; nothing is left running then
 */
export async function startAwsLab(options: AwsLabOptions): Promise<AwsLab> {
  await using starting = new AsyncDisposableStack();
  const { scenario, folder } = await read(options.scenario);
  const scratch = await mkdtemp(join(tmpdir(), 'afo-aws-lab-'));
  starting.defer(() => rm(scratch, { recursive: true, force: true }));
  const running = await startServers({ scenario, options, starting });
  const { gateway, extras, ebs, snapshots, keys } = running;
  const names = await makeScenario(new LabCaller(gateway.url), scenario, keys);
  await addDisks({ scenario, names, snapshots, folder, scratch });
  await addPictures({ scenario, names, pictures: extras.pictures, folder });
  addAgents({ scenario, names, agents: extras.agents, wanted: options.agents ?? {} });
  const made = gateway.calls().at(-1)?.number ?? 0;
  gateway.setFaults(scenario.faults, scenario.seed);
  const stop = starting.move();
  const release = endOnSignals(() => stop.disposeAsync());
  return {
    ...{ url: gateway.url, emulator: running.emulator, pids: running.pids, ebs, snapshots },
    id: (name) => names.id(name),
    ids: () => names.all(),
    calls: () => gateway.calls().filter(({ number }) => number > made),
    setFaults: (rules, seed) => {
      gateway.setFaults(rules, seed);
    },
    urlAs: (worn) => gateway.urlAs(worn),
    secrets: () => gateway.secrets(),
    credentials: (account, role, session) =>
      gateway.credentials({ account: names.id(`account.${account}`), name: role }, session),
    close: async () => {
      release();
      await stop.disposeAsync();
    },
  };
}

async function read(given: ScenarioInput | string) {
  if (typeof given !== 'string')
    return { scenario: scenarioSchema.parse(given), folder: process.cwd() };
  return { scenario: await readScenario(given), folder: dirname(resolve(given)) };
}

async function startServers(on: {
  readonly scenario: Scenario;
  readonly options: AwsLabOptions;
  readonly starting: AsyncDisposableStack;
}) {
  const { scenario, options, starting } = on;
  const port = await freePort();
  const begun = [
    startMoto(),
    startEmulator({ ...options, functionsCall: `http://127.0.0.1:${String(port)}` }),
  ] as const;
  // Each is ended although the other may fail to start.
  for (const emulator of begun)
    starting.defer(async () => {
      const [outcome] = await Promise.allSettled([emulator]);
      if (outcome.status === 'fulfilled') await outcome.value.stop();
    });
  const ebs = await startEbsLab({
    snapshots: [],
    ...(options.ebsQuotas === undefined ? {} : { quotas: options.ebsQuotas }),
  });
  starting.defer(() => ebs.close());
  const keys = keysOf(scenario);
  const snapshots = await startSnapshotLab({
    shelf: ebs,
    kmsKeys: keys.list,
    ...(options.snapshotLooks === undefined ? {} : { looks: options.snapshotLooks }),
  });
  starting.defer(() => snapshots.close());
  const [moto, ministack] = await Promise.all(begun);
  const extras: InstanceExtras = { pictures: new Map<string, Buffer>(), agents: [] };
  const gateway: Gateway = await startGateway({
    port,
    servers: {
      ...{ moto: moto.url, ministack: ministack.url, ebs: ebs.url },
      snapshots: {
        url: snapshots.url,
        serves: servesSnapshotOperation,
        servesKey: (key) => keys.has(key),
      },
    },
    ...labDesks(scenario, extras),
    ...(options.callFile === undefined ? {} : { callFile: options.callFile }),
    ...(options.captureFolder === undefined ? {} : { captureFolder: options.captureFolder }),
  });
  starting.defer(() => gateway.close());
  const pids = [moto.pid, ministack.pid];
  return { gateway, extras, ebs, snapshots, keys, pids, emulator: ministack.url };
}
