import { parseArn } from '@afo/domain';
import { isSnapshotUri } from './ebs/index.ts';
import { volumeAddress, volumeUri } from './snapshots/volume-uri.ts';

/**
 * The uri of a snapshot or volume that a person names by id, ARN or uri; undefined for anything else. A volume's id
 * alone is one of the place that is given. A snapshot is read in the name of this account, whatever its ARN says.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function ebsSourceUri(
  text: string,
  place?: { readonly account: string; readonly region: string },
): string | undefined {
  const alone =
    place === undefined
      ? [`ebs:${text}`]
      : [`ebs:${text}`, volumeUri({ account: place.account, region: place.region, volume: text })];
  return [text, ...alone, ...byArn(text)].find(isDisk);
}

const isDisk = (uri: string): boolean => isSnapshotUri(uri) || volumeAddress([uri]) !== undefined;

function byArn(text: string): readonly string[] {
  const arn = parseArn(text);
  if (arn?.service !== 'ec2') return [];
  const { account, region, resource } = arn;
  const [, kind, id = ''] = /^(snapshot|volume)\/([^/]+)$/.exec(resource) ?? [];
  if (kind === undefined) return [];
  return [kind === 'snapshot' ? `ebs:${region}:${id}` : `ebs:${account}:${region}:${id}`];
}
