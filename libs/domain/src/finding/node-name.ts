/** A Kubernetes node as a finding names it. */
export interface NodeName {
  /** What to keep: the instance id where the name holds one, otherwise the node's name. */
  readonly node: string;
  readonly instance?: string;
  /** The private IPv4 address inside an IP-based name. */
  readonly address?: string;
}

const INSTANCE = 'i-(?:[0-9a-f]{17}|[0-9a-f]{8})';
const INSTANCE_ID = new RegExp(`^${INSTANCE}$`);
const PROVIDER_ID = new RegExp(`^aws:///[a-z0-9-]{1,64}/(${INSTANCE})$`);
const RESOURCE_NAME = new RegExp(`^(${INSTANCE})(?:\\.[a-z0-9-]{1,63}){1,8}$`);
const IP_NAME =
  /^(?:fargate-)?ip-(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?:\.[a-z0-9-]{1,63}){1,8}$/;
// RFC 1123 subdomain, which every Kubernetes node name is.
const SUBDOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const NODE_USER = 'system:node:';

/** An EC2 instance id, of either length. */
export const isInstanceId = (text: string): boolean => INSTANCE_ID.test(text);

/**
 * Reads a node's name in each form in which it reaches us (F-30): an instance id, a provider id
 * (`aws:///eu-west-1a/i-…`), a resource-based name (`i-….eu-west-1.compute.internal`), an IP-based name
 * (`ip-10-0-0-1.ec2.internal`), or the Kubernetes user of a kubelet (`system:node:…`). Undefined for anything else.
 */
export function parseNodeName(text: string): NodeName | undefined {
  const name = text.startsWith(NODE_USER) ? text.slice(NODE_USER.length) : text;
  const instance = instanceIn(name);
  if (instance !== undefined) return { node: instance, instance };
  const address = addressIn(name);
  if (address !== undefined) return { node: name, address };
  return SUBDOMAIN.test(name) ? { node: name } : undefined;
}

function instanceIn(name: string): string | undefined {
  if (INSTANCE_ID.test(name)) return name;
  return PROVIDER_ID.exec(name)?.[1] ?? RESOURCE_NAME.exec(name)?.[1];
}

function addressIn(name: string): string | undefined {
  const octets = IP_NAME.exec(name)?.slice(1);
  return octets?.every((octet) => Number(octet) <= 255) === true
    ? octets.map(Number).join('.')
    : undefined;
}
