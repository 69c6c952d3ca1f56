import type { Arn } from '@afo/domain';
import { isAccount, isPartition, isRegion, parseArn } from '@afo/domain';
import { PipelineError } from '../../errors.ts';
import { quoted } from '../quoted.ts';

/** Where a resource is, as far as the finding says it outside the resource's own ARN. */
export interface Place {
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export type WholePlace = Readonly<Record<keyof Place, string>>;

/**
 * The place of a resource. Nothing is guessed: no partition from a region's name, no account from the one that sent
 * the event (F-41, F-67).
 * @throws PipelineError `finding.no-place`, `finding.bad-account`, `finding.bad-resource`
 */
export function wholePlace({ partition, account, region }: Place, of: string): WholePlace {
  if (partition === undefined || account === undefined || region === undefined)
    throw new PipelineError(
      'finding.no-place',
      `${of} comes without its partition, account or region`,
    );
  mustBeAccount(account);
  if (!isPartition(partition) || !isRegion(region))
    throw new PipelineError(
      'finding.bad-resource',
      `${of} is in partition ${quoted(partition)} and region ${quoted(region)}, which cannot be`,
    );
  return { partition, account, region };
}

/** @throws PipelineError `finding.bad-account` unless it is an AWS account: 12 digits, neither 11 nor 13 (F-42) */
export function mustBeAccount(text: string): void {
  if (isAccount(text)) return;
  throw new PipelineError('finding.bad-account', `${quoted(text)} is not an account of 12 digits`);
}

/**
 * Reads what begins like an ARN as one.
 * @throws PipelineError `finding.bad-account`, `finding.bad-resource`
 */
export function arnOf(text: string): Arn {
  const arn = parseArn(text);
  if (arn !== undefined) return arn;
  const account = text.split(':')[4] ?? '';
  if (/^\d+$/.test(account)) mustBeAccount(account);
  throw new PipelineError('finding.bad-resource', `${quoted(text)} is not an ARN`);
}

/** True for text that means to be an ARN. */
export const isLikeArn = (text: string): boolean => text.startsWith('arn:');

/** The partition of an ARN, where the text is one. */
export const partitionOf = (text: string | null | undefined): string | undefined =>
  parseArn(text ?? '')?.partition;
