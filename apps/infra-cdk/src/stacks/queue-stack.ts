import type { Construct } from 'constructs';
import { JobQueueNode } from '../constructs/job-queue.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';
import type { KeysStack } from './keys-stack.ts';
import type { NetworkStack } from './network-stack.ts';

export class QueueStack extends ForensicStack {
  readonly queue: JobQueueNode;

  constructor(
    scope: Construct,
    id: string,
    {
      keys,
      network,
      place,
    }: { readonly place: Place; readonly keys: KeysStack; readonly network: NetworkStack },
  ) {
    super(scope, id, { place, description: 'The queue of jobs for forensic hosts' });
    const { environment, names } = place;
    this.queue = new JobQueueNode(this, 'Queue', {
      ...environment.queue,
      name: `${names.prefix}-jobs`,
      secretName: names.queueSecret,
      vpc: network.vpc,
      subnets: network.subnets,
      programs: network.programs,
      key: keys.operations,
    });
  }
}
