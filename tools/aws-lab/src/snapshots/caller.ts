import type { IncomingMessage } from 'node:http';
import { ApiError } from '../ebs/api-error.ts';
import type { LabKey, Principal } from '../ebs/principal.ts';

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/(ec2|kms)\/aws4_request/;

/** Who signed a request to EC2 or KMS, by its credential scope; the signature itself is not checked. */
export function callerOf(request: IncomingMessage, keys: ReadonlyMap<string, LabKey>): Principal {
  const found = CREDENTIAL.exec(request.headers.authorization ?? '');
  const [, accessKey = '', region = ''] = found ?? [];
  if (found === null)
    throw new ApiError(401, 'AuthFailure', 'AWS was not able to validate the credentials');
  const account = keys.get(accessKey)?.account ?? /^\d{12}$/.exec(accessKey)?.[0];
  if (account === undefined)
    throw new ApiError(401, 'AuthFailure', 'AWS was not able to validate the credentials');
  return { accessKey, account, region };
}
