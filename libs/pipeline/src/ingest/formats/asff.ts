import { parseArn } from '@afo/domain';
import { z } from 'zod';
import { levelOfAsff, levelOfWord } from '../severity.ts';
import type { Named } from '../subjects/named.ts';
import { clusterOf, instanceOf } from '../subjects/named.ts';
import { imageOf, isKubernetesType, workloadOf } from '../subjects/kubernetes.ts';
import { ownerOf, principalOf } from '../subjects/principal.ts';
import type { Place } from '../subjects/place.ts';
import { mustBeAccount, partitionOf } from '../subjects/place.ts';
import { tagsOf } from '../subjects/tags.ts';
import { freeText, nameText, told } from '../text.ts';
import { timeSchema } from '../time.ts';
import type { ReceivedFinding } from './received.ts';
import { parsedBy, received } from './received.ts';

// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
const anyText = z.string().max(4096).nullish();
const severitySchema = z.object({ Label: anyText, Normalized: z.number().nullish() });
const resourceSchema = z.object({
  Type: z.string().max(256),
  Id: z.string().max(2048),
  Partition: anyText,
  Region: anyText,
  Tags: z.unknown().optional(),
  Details: z
    .object({
      AwsEksCluster: z.object({ Name: anyText, Arn: anyText }).nullish(),
      AwsIamAccessKey: z
        .object({
          AccessKeyId: anyText,
          PrincipalId: anyText,
          PrincipalName: anyText,
          PrincipalType: anyText,
          UserName: anyText,
          SessionContext: z
            .object({ SessionIssuer: z.object({ UserName: anyText }).nullish() })
            .nullish(),
        })
        .nullish(),
      Container: z.object({ ImageName: anyText }).nullish(),
      // GuardDuty's Kubernetes facts come flattened: "kubernetesDetails/kubernetesWorkloadDetails/name".
      Other: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});
const findingSchema = z.object({
  SchemaVersion: z.literal('2018-10-08').optional(),
  Id: nameText(2048),
  ProductArn: nameText(2048),
  ProductName: anyText,
  AwsAccountId: nameText(64),
  Region: anyText,
  Title: freeText(1024),
  Types: z.array(freeText(500)).max(40).nullish(),
  CreatedAt: timeSchema,
  UpdatedAt: timeSchema,
  Severity: severitySchema.nullish(),
  FindingProviderFields: z
    .object({ Severity: severitySchema.nullish(), Types: z.array(freeText(500)).max(40).nullish() })
    .nullish(),
  ProductFields: z.record(z.string(), z.unknown()).nullish(),
  Sample: z.boolean().nullish(),
  RecordState: anyText,
  Workflow: z.object({ Status: anyText }).nullish(),
  Resources: z.array(resourceSchema).min(1).max(400),
});
type AsffFinding = z.infer<typeof findingSchema>;
type AsffResource = z.infer<typeof resourceSchema>;

/** True for what means to be a finding in the AWS Security Finding Format. */
export const isAsff = (value: object): boolean =>
  'ProductArn' in value || Reflect.get(value, 'SchemaVersion') === '2018-10-08';

/**
 * Reads a finding of Security Hub. `action` is the custom action that a person chose, where one did.
 * @throws PipelineError `finding.*`
 */
export function readAsff(value: unknown, raw: Uint8Array, action?: string): ReceivedFinding {
  const finding = parsedBy(findingSchema, value);
  mustBeAccount(finding.AwsAccountId);
  const types = typesOf(finding);
  return received(
    {
      id: finding.Id,
      format: 'asff',
      product: productOf(finding),
      productArn: finding.ProductArn,
      title: finding.Title,
      types,
      severity: severityOf(finding),
      createdAt: finding.CreatedAt,
      updatedAt: finding.UpdatedAt,
      ...(action === undefined ? {} : { action }),
      ...stateOf(finding),
      resources: finding.Resources.map((resource) => () => namedIn(resource, finding)),
      aboutKubernetes: types.some(isKubernetesType) || finding.Resources.some(hasKubernetesFacts),
    },
    raw,
  );
}

function stateOf(finding: AsffFinding) {
  const workflow = finding.Workflow?.Status?.toUpperCase();
  return {
    sample:
      finding.Sample === true ||
      finding.ProductFields?.['aws/guardduty/service/additionalInfo/sample'] === 'true' ||
      finding.Title.startsWith('[SAMPLE]'),
    archived:
      finding.RecordState?.toUpperCase() === 'ARCHIVED' ||
      finding.ProductFields?.['aws/guardduty/service/archived'] === 'true',
    suppressed: workflow === 'SUPPRESSED',
    resolved: workflow === 'RESOLVED',
  };
}

function severityOf({ Severity, FindingProviderFields }: AsffFinding) {
  const { Label, Normalized } = Severity ?? FindingProviderFields?.Severity ?? {};
  return (
    levelOfWord(Label ?? '') ??
    (typeof Normalized === 'number' ? levelOfAsff(Normalized) : undefined)
  );
}

/** The name of the product, else the last part of its ARN (`product/aws/guardduty`), by which Security Hub knows it. */
function productOf({ ProductName, ProductFields, ProductArn }: AsffFinding): string {
  const name = told(ProductName) ?? told(ProductFields?.['aws/securityhub/ProductName']);
  return (name ?? ProductArn.split('/').at(-1) ?? ProductArn).slice(0, 256);
}

/**
 * The types as they are, and for GuardDuty's beside them the name that GuardDuty itself uses, so that one rule covers
 * both ways in: `TTPs/Discovery/Discovery:Kubernetes-TorIPCaller` is also `Discovery:Kubernetes/TorIPCaller`.
 */
function typesOf({ Types, FindingProviderFields }: AsffFinding): string[] {
  const types = Types ?? FindingProviderFields?.Types ?? [];
  const native = types.flatMap((type) => {
    const last = type.slice(type.lastIndexOf('/') + 1);
    return last.includes(':') ? [last.replace('-', '/')] : [];
  });
  return [...new Set([...types, ...native])].slice(0, 50);
}

function namedIn(resource: AsffResource, finding: AsffFinding): readonly Named[] {
  const tags = tagsOf(resource.Tags);
  const place = placeOf(resource, finding);
  if (resource.Type === 'AwsEc2Instance')
    return [{ subject: instanceOf(resource.Id, place), tags }];
  if (resource.Type.startsWith('AwsIam')) return principalIn(resource, finding);
  if (resource.Type !== 'AwsEksCluster') return [];
  const details = resource.Details?.AwsEksCluster;
  const name =
    parseArn(resource.Id) === undefined ? (told(details?.Arn) ?? resource.Id) : resource.Id;
  return [{ subject: clusterOf(name, place, workloadIn(resource, finding)), tags }];
}

/**
 * The owner of an access key, whose credentials were used, beside whatever instance is named. A user or a role that is
 * only named beside an instance belongs to it, and a caller of a cluster to the workload: neither is a subject.
 */
function principalIn(resource: AsffResource, finding: AsffFinding): readonly Named[] {
  const { Type, Id, Details } = resource;
  const types = new Set(finding.Resources.map((one) => one.Type));
  const isBeside = types.has('AwsEc2Instance') || types.has('AwsEksCluster');
  const place = placeOf(resource, finding);
  const tags = tagsOf(resource.Tags);
  if (Type === 'AwsIamUser' || Type === 'AwsIamRole') {
    const kind = Type === 'AwsIamUser' ? 'iam-user' : 'iam-role';
    return isBeside ? [] : [{ subject: principalOf(kind, Id, place), tags }];
  }
  if (Type !== 'AwsIamAccessKey' || types.has('AwsEksCluster')) return [];
  const key = Details?.AwsIamAccessKey;
  const owner = ownerOf(
    {
      accessKey: key?.AccessKeyId,
      type: key?.PrincipalType,
      name:
        told(key?.SessionContext?.SessionIssuer?.UserName) ??
        told(key?.PrincipalName) ??
        key?.UserName,
      principalId: key?.PrincipalId,
    },
    place,
  );
  return owner === undefined ? [] : [{ subject: owner, tags }];
}

/** The place of a resource that is named without an ARN; the account is the one in which the finding was made. */
const placeOf = (resource: AsffResource, finding: AsffFinding): Place => ({
  partition: told(resource.Partition) ?? partitionOf(finding.ProductArn) ?? partitionOf(finding.Id),
  account: finding.AwsAccountId,
  region: told(resource.Region) ?? told(finding.Region),
});

const WORKLOAD = 'kubernetesDetails/kubernetesWorkloadDetails/';
const USER = 'kubernetesDetails/kubernetesUserDetails/';

function workloadIn(resource: AsffResource, finding: AsffFinding) {
  const other = resource.Details?.Other ?? {};
  const images = Object.entries(other)
    .filter(([key]) => key.startsWith(`${WORKLOAD}containers`) && key.endsWith('/image'))
    .map(([, image]) => ({ image }));
  const containers = finding.Resources.map(({ Details }) => ({
    image: Details?.Container?.ImageName,
  }));
  return workloadOf({
    kind: other[`${WORKLOAD}type`],
    name: other[`${WORKLOAD}name`],
    namespace: other[`${WORKLOAD}namespace`],
    uid: other[`${WORKLOAD}uid`],
    serviceAccount: other[`${WORKLOAD}serviceAccountName`],
    user: other[`${USER}username`],
    image: imageOf(images) ?? imageOf(containers),
  });
}

const hasKubernetesFacts = ({ Details }: AsffResource): boolean =>
  Object.keys(Details?.Other ?? {}).some((key) => key.startsWith('kubernetesDetails/'));
