import { PortError } from '@afo/ports';

/** The name that AWS says it has given to what it made. @throws PortError `aws.unavailable` */
export function givenName(name: string | undefined): string {
  if (name === undefined)
    throw new PortError('aws.unavailable', 'AWS made something without a name');
  return name;
}
