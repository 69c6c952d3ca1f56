import type { Stack } from '@afo/cost';
import { z } from 'zod';

/** What an uninstallation takes away, and what it leaves. */
export interface Remaining {
  readonly goes: readonly Stack[];
  /** Stacks that hold evidence, its keys or its log: they are not touched at all. */
  readonly stays: readonly Stack[];
  /** Of the stacks that go, what CloudFormation leaves behind: `stack: type id`. */
  readonly leftBehind: readonly string[];
}

const templateSchema = z.looseObject({
  Resources: z
    .record(z.string(), z.looseObject({ Type: z.string(), DeletionPolicy: z.string().optional() }))
    .default({}),
});

/** What evidence is kept in, and what it cannot be read without. */
const HOLDING = ['AWS::KMS::Key', 'AWS::S3::Bucket'];

/** Told by the templates themselves, so that a store which is added later cannot be forgotten here. */
export function remainingOf(stacks: readonly Stack[]): Remaining {
  const known = stacks.map((stack) => ({ stack, kept: keptIn(stack) }));
  const stays = known.filter(({ kept }) => kept.some(({ type }) => HOLDING.includes(type)));
  const goes = known.filter((one) => !stays.includes(one));
  return {
    goes: goes.map(({ stack }) => stack),
    stays: stays.map(({ stack }) => stack),
    leftBehind: goes.flatMap(({ kept, stack }) =>
      kept.map(({ id, type }) => `${stack.name}: ${type} ${id}`),
    ),
  };
}

const keptIn = ({ template }: Stack): readonly { readonly id: string; readonly type: string }[] =>
  Object.entries(templateSchema.parse(template).Resources)
    .filter(([, { DeletionPolicy = '' }]) => DeletionPolicy.startsWith('Retain'))
    .map(([id, { Type }]) => ({ id, type: Type }));
