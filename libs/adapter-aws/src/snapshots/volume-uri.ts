import type { Place } from './place.ts';

/** A volume as a plan names it. */
export interface VolumeAddress extends Place {
  readonly volume: string;
}

const FORM = /^ebs:(\d{12}):([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):(vol-[0-9a-f]{8,32})$/;

/** Of `ebs:<account>:<region>:vol-…`; undefined for any other source. */
export function volumeAddress(uris: readonly string[]): VolumeAddress | undefined {
  const [uri = '', ...more] = uris;
  const [, account, region, volume] = FORM.exec(uri) ?? [];
  if (more.length > 0 || account === undefined || region === undefined || volume === undefined)
    return undefined;
  return { account, region, volume };
}

/** The same, written out. */
export const volumeUri = ({ account, region, volume }: VolumeAddress): string =>
  `ebs:${account}:${region}:${volume}`;
