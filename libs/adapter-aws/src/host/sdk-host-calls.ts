import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { OpenedServices } from './calls/opened-services.ts';
import type { CallAnswer, HostCalls, In, Operation, Out } from './host-calls.ts';

/** Calls over the SDK, to the account of the credentials and the region of `config`. Close them when done. */
export function openHostCalls(config: AwsConfig): HostCalls & { readonly close: () => void } {
  const services = new OpenedServices(clientSettings(config));
  const call = async <K extends Operation>(operation: K, input: In<K>): Promise<CallAnswer<K>> => {
    const send = await services.senderOf(operation);
    try {
      const answer = await send(input);
      const { requestId } = answer.$metadata;
      // The SDK's metadata is no part of what AWS said: evidence is made of `output`.
      const output: Out<K> = { ...answer, $metadata: undefined };
      return requestId === undefined ? { output } : { output, requestId };
    } catch (error) {
      throw awsError(error, `calling ${operation}`);
    }
  };
  const close = (): void => {
    services.close();
  };
  return { call, close };
}
