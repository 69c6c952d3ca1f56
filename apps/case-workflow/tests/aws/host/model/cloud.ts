/** The part of an account that containment can touch, as plain data: two clouds are equal when their JSON is. */
export interface Cloud {
  instances: Record<string, Instance>;
  interfaces: Record<string, Interface>;
  groups: Record<string, Group>;
  addresses: Record<string, Address>;
  profiles: Record<string, Profile>;
  roles: Record<string, Role>;
  scaling: Record<string, ScalingGroup>;
  targetGroups: Record<string, TargetGroup>;
  balancers: Record<string, { instances: string[] }>;
  /** Network ACLs, and the one that each subnet has. */
  acls: Record<string, Acl>;
  subnets: Record<string, string>;
  connections: Connection[];
}

export interface Instance {
  isSpot: boolean;
  termination: boolean;
  stop: boolean;
  behaviour: 'stop' | 'terminate';
  /** Device to DeleteOnTermination. */
  devices: Record<string, boolean>;
  tags: Record<string, string>;
  /** ARN of its profile. */
  profile: string | null;
}

export interface Interface {
  instance: string;
  vpc: string;
  subnet: string;
  groups: string[];
  addresses: string[];
  ipv6: string[];
}

export interface Group {
  vpc: string;
  name: string;
  tags: Record<string, string>;
  inbound: string[];
  outbound: string[];
}

export interface Acl {
  vpc: string;
  case: string | null;
  isClosed: boolean;
}

export interface Address {
  eni: string | null;
  address: string | null;
}

export interface Profile {
  role: string | null;
}

export interface Role {
  policies: Record<string, string>;
}

export interface ScalingGroup {
  min: number;
  max: number;
  desired: number;
  members: Record<string, { state: 'InService' | 'Standby'; protected: boolean }>;
  targetGroups: string[];
}

export interface TargetGroup {
  vpc: string;
  type: 'instance' | 'ip';
  targets: { id: string; port: number }[];
}

/** A flow that stood before the case; EC2 lets it go on while it is tracked, whatever the groups say. */
export interface Connection {
  eni: string;
  family: 'IPv4' | 'IPv6';
  tracked: boolean;
  alive: boolean;
}

/** Without the flows: those that were cut do not come back with a release. */
export function settingsOf({ connections: _, ...rest }: Cloud): string {
  return JSON.stringify(inOrder(rest));
}

/** The same with the moments of revocations taken out, which two runs cannot share. */
export const stateOf = (cloud: Cloud): string =>
  JSON.stringify(inOrder(cloud)).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'a moment');

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, held]) => [name, inOrder(held)]));
}
