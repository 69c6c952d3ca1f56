import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { EBSClient } from '@aws-sdk/client-ebs';
import type { EBSClientConfig } from '@aws-sdk/client-ebs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface EbsClientOptions {
  readonly region: string;
  /**
   * Keys, or a provider of keys that renews them before they end: a large volume outlives any session (F-53). The
   * SDK's own chain unless given.
   */
  readonly credentials?: NonNullable<EBSClientConfig['credentials']>;
  /** Only where it is not the region's own. */
  readonly endpoint?: string;
  /** Connections at a time; 128 unless given. */
  readonly connections?: number;
}

/**
 * A client for EbsSnapshotSources. It does not repeat requests by itself: the source does, with a rate that it shares
 * and a record of what could not be read.
 */
export function ebsClient(options: EbsClientOptions): EBSClient {
  const agent = { keepAlive: true, maxSockets: options.connections ?? 128 };
  return new EBSClient({
    region: options.region,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      connectionTimeout: 5_000,
    }),
  });
}
