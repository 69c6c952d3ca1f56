import { join } from 'node:path';
import type { Environment } from '@afo/deployment';
import type { Construct } from 'constructs';
import { Tags } from 'aws-cdk-lib';
import { ApplicationsStack } from './stacks/applications-stack.ts';
import { HostsStack } from './stacks/hosts-stack.ts';
import { ImageStack } from './stacks/image-stack.ts';
import { KeysStack } from './stacks/keys-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { PeopleStack } from './stacks/people-stack.ts';
import { QueueStack } from './stacks/queue-stack.ts';
import { SecurityHubStack } from './stacks/security-hub-stack.ts';
import { StoresStack } from './stacks/stores-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';
import type { WorkflowStackProps } from './stacks/workflow-stack.ts';
import { placeOf } from './place.ts';
import type { Place } from './place.ts';

/** All stacks of an environment, in the order in which they are deployed. */
export function addStacks(app: Construct, environment: Environment): void {
  const place = placeOf(environment);
  const { prefix } = place.names;
  const keys = new KeysStack(app, `${prefix}-keys`, place);
  const stores = new StoresStack(app, `${prefix}-stores`, { place, keys });
  const network = new NetworkStack(app, `${prefix}-network`, { place, keys });
  const queue = new QueueStack(app, `${prefix}-queue`, { place, keys, network });
  const workflow = new WorkflowStack(app, `${prefix}-workflow`, { place, keys, network, queue });
  const hosts = new HostsStack(app, `${prefix}-hosts`, { place, keys, network, queue });
  addPeople(app, { place, keys, network, queue });
  new ObservabilityStack(app, `${prefix}-observability`, { place, keys, stores, workflow });
  addImage(app, hosts, place);
  addSecurityHub(app, place);
  if (environment.applications.units.length > 0)
    new ApplicationsStack(app, `${prefix}-applications`, place);
  Tags.of(app).add('afo:environment', environment.name);
  for (const [key, value] of Object.entries(environment.tags)) Tags.of(app).add(key, value);
}

function addPeople(app: Construct, props: WorkflowStackProps): void {
  const { environment, names } = props.place;
  const { custodians, operators } = environment.people;
  if (custodians.length + operators.length > 0)
    new PeopleStack(app, `${names.prefix}-people`, props);
}

/** Where payloads are made (`nx run forensic-image:payload`), unless `-c imagePayloads=` names another folder. */
const PAYLOADS = join(import.meta.dirname, '../../../dist/forensic-image');

/** Hosts wait for it: their group is refused while the parameter of their image is not there. */
function addImage(app: Construct, hosts: HostsStack, place: Place): void {
  const { imageBuild } = place.environment.forensicHosts;
  if (imageBuild === undefined) return;
  const given: unknown = app.node.tryGetContext('imagePayloads');
  const payloads = typeof given === 'string' ? given : PAYLOADS;
  const props = { place, imageBuild, payloads };
  hosts.addStackDependency(new ImageStack(app, `${place.names.prefix}-image`, props));
}

function addSecurityHub(app: Construct, place: Place): void {
  const { securityHub } = place.environment;
  if (securityHub === undefined) return;
  const { account, findings, regions } = securityHub;
  for (const region of regions)
    new SecurityHubStack(app, `${place.names.prefix}-security-hub-${region}`, {
      place,
      account,
      region,
      findings,
    });
}
