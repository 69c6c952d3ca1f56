import { z } from 'zod';
import { subnetId, vpcId, zoneName } from './identifiers.ts';

/** Machines that acquire and analyse; none stands while nothing waits. */
export const forensicHosts = z
  .strictObject({
    /** Types of one architecture, the first choice first. */
    instanceTypes: z
      .array(
        z.string().regex(/^[a-z]\d[a-z\d-]*\.[\da-z-]+$/, 'a type of EC2, m7i.xlarge for instance'),
      )
      .min(1, 'name at least one type')
      .default(['m7i.xlarge']),
    /** Our own image is x86_64 alone: a tool that it needs has no build for arm64 (deployment/images/forensic-host). */
    architecture: z.enum(['arm64', 'x86_64'], 'arm64 or x86_64').default('x86_64'),
    /** Room for working copies, on an encrypted volume. */
    diskGiB: z.int().min(100, 'at least 100 GiB').max(16_384, 'EBS takes 16,384 GiB').default(500),
    /** As many at the same time at the most. */
    maximum: z.int().min(1).max(50, 'at most 50').default(4),
    /**
     * Where their image is built: a subnet that gives no public addresses and has a way to Systems Manager, Image
     * Builder and S3, and is not in the network of evidence. Without it the image is to be made elsewhere.
     */
    imageBuild: z.strictObject({ vpc: vpcId, subnet: subnetId, zone: zoneName }).optional(),
  })
  .refine(({ architecture, imageBuild }) => architecture === 'x86_64' || imageBuild === undefined, {
    error:
      'the image is built for x86_64 alone; for arm64 make one elsewhere, and leave imageBuild out',
    path: ['architecture'],
  })
  .prefault({});

/** The node of the queue. Jobs are small: any type does. */
export const queue = z
  .strictObject({
    nodeType: z
      .string()
      .regex(
        /^cache\.[a-z\d]+\.[\da-z]+$/,
        'a node type of ElastiCache, cache.t4g.micro for instance',
      )
      .default('cache.t4g.micro'),
    /** A second node in another zone; a queue that is lost costs time, and no evidence. */
    standby: z.boolean().default(false),
  })
  .prefault({});
