import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Names } from '../scenario/names.ts';
import type { Scenario } from '../scenario/scenario-schema.ts';
import type { AgentPlace, LabAgent } from '../services/index.ts';
import type { SnapshotLab } from '../snapshots/index.ts';

/** Every volume has a disk; one without an image has zeros of its size. */
export async function addDisks(on: {
  readonly scenario: Scenario;
  readonly names: Names;
  readonly snapshots: SnapshotLab;
  readonly folder: string;
  readonly scratch: string;
}): Promise<void> {
  const { scenario, names, snapshots, folder, scratch } = on;
  for (const instance of scenario.instances) {
    const volumes = [];
    for (const [at, volume] of instance.volumes.entries()) {
      const id = names.id(`volume.${instance.name}.${volume.device}`);
      const image =
        volume.image === undefined
          ? await zeros(join(scratch, id), volume.sizeGiB)
          : resolve(folder, volume.image);
      const key = volume.key === undefined ? {} : { kmsKey: names.id(`key.${volume.key}`) };
      volumes.push({ id, image, boot: at === 0, ...key });
    }
    snapshots.addInstance({
      id: names.id(`instance.${instance.name}`),
      account: names.id(`account.${instance.account}`),
      region: instance.region,
      volumes,
    });
  }
}

/** What the consoles of instances show. */
export async function addPictures(on: {
  readonly scenario: Scenario;
  readonly names: Names;
  readonly pictures: Map<string, Buffer>;
  readonly folder: string;
}): Promise<void> {
  for (const { name, screenshot } of on.scenario.instances)
    if (screenshot !== undefined)
      on.pictures.set(
        on.names.id(`instance.${name}`),
        await readFile(resolve(on.folder, screenshot)),
      );
}

/** @throws Error for an agent of an instance that the scenario does not have */
export function addAgents(on: {
  readonly scenario: Scenario;
  readonly names: Names;
  readonly agents: AgentPlace[];
  readonly wanted: Readonly<Record<string, LabAgent>>;
}): void {
  for (const [name, agent] of Object.entries(on.wanted)) {
    const found = on.scenario.instances.find((instance) => instance.name === name);
    if (found === undefined) throw new Error(`the scenario has no instance.${name}`);
    on.agents.push({
      agent,
      instance: on.names.id(`instance.${name}`),
      account: on.names.id(`account.${found.account}`),
      region: found.region,
    });
  }
}

async function zeros(path: string, sizeGiB: number): Promise<string> {
  await writeFile(path, '');
  await truncate(path, sizeGiB * 2 ** 30);
  return path;
}
