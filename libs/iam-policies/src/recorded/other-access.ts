import type { Access, AccessContext } from '../judge/judge.ts';
import { arnIn } from './recorded-call.ts';
import type { CallPlace, RecordedCall } from './recorded-call.ts';
import { text, texts } from './values.ts';

type Resources = (call: RecordedCall, place: CallPlace) => readonly string[];

const given =
  (parameter: string): Resources =>
  ({ parameters }) =>
    texts(parameters, parameter);

const arnOr = (name: string, arn: () => string): string => (name.startsWith('arn:') ? name : arn());

/** The resources of a call, by service; none: the action knows no resource. */
const RESOURCES: Readonly<Record<string, Resources>> = {
  autoscaling: ({ parameters }, place) =>
    texts(parameters, 'AutoScalingGroupName').map((name) =>
      // Its id is in no request.
      arnIn(place, 'autoscaling', `autoScalingGroup:-:autoScalingGroupName/${name}`),
    ),
  ebs: snapshots,
  events: buses,
  elasticloadbalancing: balancers,
  guardduty: ({ parameters }, place) => {
    const id = /^\/detector\/([^/]+)/.exec(text(parameters, 'path'))?.[1];
    return id === undefined ? [] : [arnIn(place, 'guardduty', `detector/${id}`)];
  },
  kms: ({ parameters }, place) =>
    texts(parameters, 'KeyId').map((key) =>
      // Which key an alias stands for is in no request.
      arnOr(key, () => arnIn(place, 'kms', `key/${isAlias(key) ? '*' : key}`)),
    ),
  logs: ({ parameters }, place) =>
    [...texts(parameters, 'logGroupName'), ...texts(parameters, 'logGroupIdentifier')].map(
      (group) => arnOr(group, () => arnIn(place, 'logs', `log-group:${group}`)),
    ),
  secretsmanager: ({ parameters }, place) =>
    texts(parameters, 'SecretId').map((secret) =>
      // AWS puts six characters behind a name.
      arnOr(secret, () => arnIn(place, 'secretsmanager', `secret:${secret}-xxxxxx`)),
    ),
  securityhub: (_, place) => [arnIn(place, 'securityhub', 'hub/default')],
  servicequotas: ({ parameters }, place) => [
    arnIn(
      place,
      'servicequotas',
      `${text(parameters, 'ServiceCode')}/${text(parameters, 'QuotaCode')}`,
    ),
  ],
  sns: given('TopicArn'),
  sqs: ({ parameters }, place) =>
    [...texts(parameters, 'QueueUrl'), ...texts(parameters, 'QueueName')].map((url) =>
      arnIn(place, 'sqs', url.slice(url.lastIndexOf('/') + 1)),
    ),
  ssm: (call, place) =>
    call.operation === 'GetParameter' ? parameterOf(call, place) : documents(call, place),
  states: ({ parameters }) => [
    ...texts(parameters, 'stateMachineArn'),
    ...texts(parameters, 'executionArn'),
  ],
};

/** Services that IAM does not call by the name by which requests are signed. */
const OTHERWISE: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** What a call to any other service needs. */
export function otherAccess(call: RecordedCall, place: CallPlace): readonly Access[] {
  const named = isLookAtAll(call) ? [] : (RESOURCES[call.service]?.(call, place) ?? []);
  const resources = named.length === 0 ? ['*'] : named;
  return resources.map((resource) => ({
    action: `${OTHERWISE[call.service] ?? call.service}:${call.operation}`,
    resource,
    context: contextOf(call, place, resource),
  }));
}

/** These know no resource, even where a request names one. */
const isLookAtAll = ({ service, operation }: RecordedCall): boolean =>
  ['autoscaling', 'elasticloadbalancing'].includes(service) && operation.startsWith('Describe');

function snapshots(
  { parameters, region }: RecordedCall,
  { partition }: CallPlace,
): readonly string[] {
  const inPath = /^\/snapshots\/([^/]+)/.exec(text(parameters, 'path'))?.[1] ?? '';
  return [inPath, ...texts(parameters, 'firstSnapshotId')].map(
    (id) => `arn:${partition}:ec2:${region}::snapshot/${id}`,
  );
}

function balancers({ parameters }: RecordedCall, place: CallPlace): readonly string[] {
  return [
    ...texts(parameters, 'TargetGroupArn'),
    ...texts(parameters, 'LoadBalancerName').map((name) =>
      arnIn(place, 'elasticloadbalancing', `loadbalancer/${name}`),
    ),
  ];
}

function buses({ operation, parameters }: RecordedCall, place: CallPlace): readonly string[] {
  const named = operation === 'DescribeEventBus' ? 'Name' : 'EventBusName';
  return texts(parameters, named).map((bus) =>
    arnOr(bus, () => arnIn(place, 'events', `event-bus/${bus}`)),
  );
}

const isAlias = (key: string): boolean => key.startsWith('alias/');

/** A name that is a path begins with the slash that the ARN has anyway. */
function parameterOf({ parameters }: RecordedCall, place: CallPlace): readonly string[] {
  return texts(parameters, 'Name').map((name) =>
    arnIn(place, 'ssm', `parameter/${name.replace(/^\//, '')}`),
  );
}

/** Documents of AWS itself bear no account. */
function documents(call: RecordedCall, place: CallPlace): readonly string[] {
  const { operation, parameters } = call;
  if (operation !== 'SendCommand') return [];
  const owner = (name: string): CallPlace =>
    name.startsWith('AWS-') ? { ...place, account: '' } : place;
  return [
    ...texts(parameters, 'DocumentName').map((name) =>
      arnOr(name, () => arnIn(owner(name), 'ssm', `document/${name}`)),
    ),
    ...texts(parameters, 'InstanceIds').map((id) => arnIn(place, 'ec2', `instance/${id}`)),
  ];
}

function contextOf(
  { service, parameters }: RecordedCall,
  { tagsOf }: CallPlace,
  resource: string,
): AccessContext {
  const id = resource.slice(resource.lastIndexOf('/') + 1);
  const tags = service === 'ebs' ? Object.entries(tagsOf?.(id) ?? {}) : [];
  const key = text(parameters, 'KeyId');
  const using = {
    'kms:RequestAlias': isAlias(key) ? key : '',
    'kms:MessageType': text(parameters, 'MessageType'),
    'kms:SigningAlgorithm': text(parameters, 'SigningAlgorithm'),
  };
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    ...(service === 'kms'
      ? Object.fromEntries(Object.entries(using).filter(([, value]) => value !== ''))
      : {}),
    ...(service === 'events' ? { 'events:source': texts(parameters, 'Source') } : {}),
  };
}
