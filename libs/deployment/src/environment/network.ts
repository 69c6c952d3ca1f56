import { z } from 'zod';
import { routeTableId, subnetId, vpcId, zoneName } from './identifiers.ts';

const newNetwork = z.strictObject({
  kind: z.literal('new'),
  /** Addresses of the VPC. Nothing is peered with it, so any private range does. */
  cidr: z
    .string()
    .regex(
      /^(?:10|172|192)\.\d{1,3}\.\d{1,3}\.0\/(?:1[6-9]|2[0-4])$/,
      'a private network between /16 and /24, 10.20.0.0/22 for instance',
    )
    .default('10.20.0.0/22'),
  /** Zones with a subnet. Each interface endpoint is billed once a zone. */
  zones: z.int().min(1).max(3, 'at most three zones').default(1),
});

const existingNetwork = z.strictObject({
  kind: z.literal('existing'),
  vpc: vpcId,
  subnets: z
    .array(z.strictObject({ subnet: subnetId, zone: zoneName, routeTable: routeTableId }))
    .min(1, 'name at least one subnet, with its zone and its route table'),
  /** Whether the VPC has the endpoints already: `make` adds those that are used, `exist` none. */
  endpoints: z.enum(['make', 'exist'], 'make or exist').default('make'),
});

/** Where forensic hosts and queue are. Subnets must have no way to the internet. */
export const network = z
  .discriminatedUnion('kind', [newNetwork, existingNetwork], {
    error: 'write "kind": "new", or "kind": "existing" with vpc and subnets',
  })
  .default({ kind: 'new', cidr: '10.20.0.0/22', zones: 1 });
