import { rebag, sha256 } from '../support/bundle.ts';
import type { Chance } from '../support/chance.ts';
import type { SealedItem } from '../support/items.ts';
import { vaultKey } from '../support/items.ts';
import { canonical } from '../support/json.ts';
import type { Sample } from '../support/sample-bundle.ts';
import type { Forged, Mutation } from './mutation.ts';
import { fileOf, flipped, namesFile, namesItem, pathsBelow, withFile } from './mutation.ts';

/** Items whose objects lie below data/evidence/. */
const stored = ({ items }: Sample): SealedItem[] =>
  items.filter(({ plan }) => plan.kind !== 'report');
const anyObject = (sample: Sample, chance: Chance) => {
  const item = chance.pick(stored(sample));
  return { item: item.plan.item, object: chance.pick(item.objects) };
};

function onObject(
  change: (bytes: Buffer, chance: Chance) => Uint8Array | undefined,
): Mutation['forge'] {
  return (sample, chance) => {
    const { item, object } = anyObject(sample, chance);
    return {
      bundle: withFile(sample, object.path, change(object.bytes, chance)),
      names: namesItem(item),
    };
  };
}

function onBlocks(
  change: (bytes: Buffer, chance: Chance) => Uint8Array | undefined,
): Mutation['forge'] {
  return (sample, chance) => {
    const [path] = pathsBelow(sample, 'data/blocks/');
    if (path === undefined) return undefined;
    return {
      bundle: withFile(sample, path, change(fileOf(sample, path), chance)),
      names: namesItem('E-0001'),
    };
  };
}

/** A manifest with one member changed, still canonical and still by the schema. */
function edited(manifest: SealedItem['manifest'], chance: Chance): object {
  const content = manifest['content'] as { bytes: number; sha256: string };
  return chance.pick([
    { ...manifest, title: 'another' },
    { ...manifest, limits: ['none that matters'] },
    { ...manifest, content: { ...content, sha256: sha256('other') } },
    { ...manifest, content: { ...content, bytes: content.bytes + 1 } },
    { ...manifest, completeness: { expectedBytes: content.bytes, missing: [[0, 1]] } },
    {
      ...manifest,
      acquired: {
        tool: { name: 'dd', version: '1' },
        startedAt: '2026-11-24T03:00:00.000Z',
        endedAt: '2026-11-24T03:00:01.000Z',
      },
    },
  ]);
}

export const evidenceMutations: readonly Mutation[] = [
  {
    name: 'a bit of a stored object is flipped',
    finds: ['item.object-altered'],
    forge: onObject(flipped),
  },
  {
    name: 'a stored object is cut short',
    finds: ['item.object-altered'],
    forge: onObject((bytes, chance) => bytes.subarray(0, chance.int(0, bytes.length - 1))),
  },
  {
    name: 'something is put behind a stored object',
    finds: ['item.content-undecodable'],
    forge: onObject((bytes, chance) => Buffer.concat([bytes, chance.bytes(chance.int(1, 40))])),
  },
  {
    name: 'a stored object is taken away',
    finds: ['item.object-missing'],
    forge: onObject(() => undefined),
  },
  {
    name: 'a stored object is put in place of another',
    finds: ['item.object-altered'],
    forge: onObject((_, chance) => chance.bytes(300)),
  },
  {
    name: 'the objects of two items change places',
    finds: ['item.object-altered'],
    forge: (sample) => {
      const [one, other] = stored(sample).flatMap(({ plan, objects }) =>
        objects.slice(0, 1).map((object) => ({ item: plan.item, ...object })),
      );
      if (one === undefined || other === undefined || one.bytes.equals(other.bytes))
        return undefined;
      const bundle = new Map(sample.bundle).set(one.path, other.bytes).set(other.path, one.bytes);
      return { bundle: rebag(bundle), names: namesItem(one.item) };
    },
  },
  {
    name: 'an object is replaced, and the manifest says its digest',
    finds: ['item.manifest-altered'],
    forge: (sample, chance) => {
      const item = chance.pick(stored(sample));
      const content = chance.bytes(400);
      const key = vaultKey(item.plan.item, content, 'part-0');
      const manifest = {
        ...item.manifest,
        content: { bytes: content.length, sha256: sha256(content) },
        stored: [{ key, bytes: content.length, sha256: sha256(content), format: 'raw' }],
      };
      const bundle = new Map(
        [...sample.bundle].filter(([path]) => !item.objects.some((object) => object.path === path)),
      );
      bundle.set(`data/evidence/${key.split('/').slice(2).join('/')}`, content);
      bundle.set(`data/manifests/${item.plan.item}.json`, Buffer.from(canonical(manifest)));
      return { bundle: rebag(bundle), names: namesItem(item.plan.item) };
    },
  },
  {
    name: 'an object is said to be in the vault, with another digest',
    finds: ['bag.fetch'],
    forge: (sample, chance) => {
      const { item, object } = anyObject(sample, chance);
      const bundle = new Map(sample.bundle);
      bundle.delete(object.path);
      const fetched = { path: object.path, bytes: object.bytes.length, sha256: sha256('another') };
      return { bundle: rebag(bundle, [fetched]), names: namesItem(item) };
    },
  },
  {
    name: 'a manifest is edited',
    finds: ['item.manifest-altered'],
    forge: (sample, chance): Forged => {
      const item = chance.pick(sample.items);
      const path = `data/manifests/${item.plan.item}.json`;
      return {
        bundle: withFile(sample, path, Buffer.from(canonical(edited(item.manifest, chance)))),
        names: namesItem(item.plan.item),
      };
    },
  },
  {
    name: 'a bit of a manifest is flipped',
    finds: ['item.manifest-altered'],
    forge: (sample, chance): Forged => {
      const item = chance.pick(sample.items).plan.item;
      const path = `data/manifests/${item}.json`;
      return {
        bundle: withFile(sample, path, flipped(fileOf(sample, path), chance)),
        names: namesItem(item),
      };
    },
  },
  {
    name: 'a manifest is taken away',
    finds: ['item.manifest-missing'],
    forge: (sample, chance): Forged => {
      const item = chance.pick(sample.items).plan.item;
      return {
        bundle: withFile(sample, `data/manifests/${item}.json`, undefined),
        names: namesItem(item),
      };
    },
  },
  {
    name: 'two manifests change places',
    finds: ['item.manifest-altered'],
    forge: (sample): Forged | undefined => {
      const [one, other] = pathsBelow(sample, 'data/manifests/');
      if (one === undefined || other === undefined) return undefined;
      const bundle = new Map(sample.bundle)
        .set(one, fileOf(sample, other))
        .set(other, fileOf(sample, one));
      return { bundle: rebag(bundle), names: namesItem('E-0001') };
    },
  },
  {
    name: 'a bit of the block digests is flipped',
    finds: ['item.blocks-altered'],
    forge: onBlocks(flipped),
  },
  {
    name: 'block digests are cut off',
    finds: ['item.blocks-altered'],
    forge: onBlocks((bytes) => bytes.subarray(0, -32)),
  },
  {
    name: 'block digests are torn',
    finds: ['item.blocks-altered'],
    forge: onBlocks((bytes) => bytes.subarray(0, -1)),
  },
  {
    name: 'a block digest is put behind',
    finds: ['item.blocks-altered'],
    forge: onBlocks((bytes) => Buffer.concat([bytes, bytes.subarray(0, 32)])),
  },
  {
    name: 'the block digests are taken away',
    finds: ['item.object-missing'],
    forge: onBlocks(() => undefined),
  },
  {
    name: 'evidence that the log does not know is put in',
    finds: ['bag.file-unbound'],
    forge: (sample, chance): Forged => {
      const path = chance.pick([
        'data/evidence/E-0099/0011223344556677-x',
        'data/manifests/E-0099.json',
        'data/blocks/E-0099.blocks',
        'data/timestamps/99.tsr',
        'data/report/extra.html',
      ]);
      return { bundle: withFile(sample, path, chance.bytes(20)), names: namesFile(path) };
    },
  },
];
