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
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        DeletionPolicy: z.string().default(''),
        Properties: z.looseObject({ ObjectLockEnabled: z.boolean().default(false) }).prefault({}),
      }),
    )
    .default({}),
});

/** Told by the templates themselves, so that a store which is added later cannot be forgotten here. */
export function remainingOf(stacks: readonly Stack[]): Remaining {
  const stays = stacks.filter(holdsEvidence);
  const goes = stacks.filter((stack) => !stays.includes(stack));
  return {
    goes,
    stays,
    leftBehind: goes.flatMap((stack) =>
      keptIn(stack).map(({ id, Type }) => `${stack.name}: ${Type} ${id}`),
    ),
  };
}

/** What evidence is kept in, and what it cannot be read without. */
const holdsEvidence = (stack: Stack): boolean =>
  keptIn(stack).some(
    ({ Properties, Type }) =>
      Type === 'AWS::KMS::Key' || (Type === 'AWS::S3::Bucket' && Properties.ObjectLockEnabled),
  );

const keptIn = ({ template }: Stack) =>
  Object.entries(templateSchema.parse(template).Resources)
    .map(([id, resource]) => ({ id, ...resource }))
    .filter(({ DeletionPolicy }) => DeletionPolicy.startsWith('Retain'));
