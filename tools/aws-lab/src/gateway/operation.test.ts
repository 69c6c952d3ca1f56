import { describe, expect, it } from 'vitest';
import { isChanging } from './changing.ts';
import { operationOf } from './operation.ts';
import type { RequestParts } from './operation.ts';
import { HIDDEN, withoutSecrets } from './secrets.ts';

const ask = (parts: Partial<RequestParts> & { readonly path?: string; readonly text?: string }) =>
  operationOf({
    service: 'ec2',
    method: 'POST',
    url: new URL(parts.path ?? '/', 'http://gateway'),
    headers: {},
    body: Buffer.from(parts.text ?? ''),
    ...parts,
  });

describe('when a request is read', () => {
  it('has its nested parameters back, as a dry run is judged by them', () => {
    const body =
      'Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=a&Filter.1.Value.2=b&MaxResults=5';

    expect(ask({ text: body })).toEqual({
      name: 'DescribeInstances',
      parameters: { Filter: [{ Name: 'vpc-id', Value: ['a', 'b'] }], MaxResults: '5' },
    });
  });

  it('keeps the order of a list with more than nine members', () => {
    const ids = Array.from({ length: 12 }, (_, at) => `i-${String(at)}`);
    const body = ids.map((id, at) => `InstanceId.${String(at + 1)}=${id}`).join('&');

    expect(ask({ text: `Action=X&${body}` }).parameters).toEqual({ InstanceId: ids });
  });

  it('knows operations by target, by path and by what S3 is asked for', () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem' };
    const s3 = (method: string, path: string) => ask({ service: 's3', method, path }).name;

    expect(ask({ service: 'dynamodb', headers, text: '{"TableName":"t"}' })).toEqual({
      name: 'PutItem',
      parameters: { TableName: 't' },
    });
    expect(
      ask({ service: 'securityhub', method: 'PATCH', path: '/findings/batchupdate' }).name,
    ).toBe('BatchUpdateFindings');
    expect(s3('PUT', '/b/k?partNumber=1&uploadId=u')).toBe('UploadPart');
    expect(s3('POST', '/b/k?uploads')).toBe('CreateMultipartUpload');
    expect(s3('POST', '/b/k?uploadId=u')).toBe('CompleteMultipartUpload');
    expect(s3('PUT', '/b/k?retention')).toBe('PutObjectRetention');
    expect(s3('DELETE', '/b/k?versionId=1')).toBe('DeleteObject');
    expect(s3('GET', '/b?list-type=2')).toBe('ListObjectsV2');
    expect(s3('GET', '/')).toBe('ListBuckets');
  });

  it('takes a body that is no JSON for one without parameters, and does not fall over', () => {
    expect(ask({ service: 'ssm', text: '{' }).parameters).toEqual({});
    expect(ask({ service: 'ssm', text: '[1]' }).parameters).toEqual({ 0: 1 });
  });
});

describe('when a dry run is judged', () => {
  it.each(['DescribeInstances', 'GetObject', 'ListBuckets', 'LookupEvents', 'HeadObject', 'Query'])(
    'does not take %s for a change',
    (name) => {
      expect(isChanging(name)).toBe(false);
    },
  );

  it.each([
    'CreateSnapshots',
    'ModifyNetworkInterfaceAttribute',
    'PutObject',
    'SendCommand',
    'TransactWriteItems',
    'PATCH /unknown',
    'unknown',
    'GetActivityTask',
  ])('takes %s for a change, the unknown too', (name) => {
    expect(isChanging(name)).toBe(true);
  });
});

describe('when parameters are recorded', () => {
  it('leaves out what would let a reader act as the caller, at any depth', () => {
    const parameters = {
      taskToken: 'secret',
      NextToken: 'page 2',
      Settings: [{ SecretString: 'secret', Name: 'x' }],
      Environment: { Variables: { KEY: 'secret' } },
      UserData: 'x'.repeat(3_000),
    };

    const recorded = withoutSecrets(parameters);

    expect(JSON.stringify(recorded)).not.toContain('"secret"');
    expect(recorded).toMatchObject({
      taskToken: HIDDEN,
      NextToken: 'page 2',
      Settings: [{ SecretString: HIDDEN, Name: 'x' }],
      Environment: HIDDEN,
    });
    expect(String(recorded['UserData'])).toHaveLength(2_001);
  });
});
