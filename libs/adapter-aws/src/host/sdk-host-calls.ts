import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig, ClientSettings } from '../clients.ts';
import { OpenedServices } from './calls/opened-services.ts';
import type { CallAnswer, CallPatience, HostCalls, In, Operation, Out } from './host-calls.ts';

/**
 * A host is contained call by call. In its adaptive mode the SDK makes all of them wait for the throttled one: 80 calls
 * of which three in ten were throttled took 74 s, with standard retries 31 s.
 */
export const hostCallSettings = (config: AwsConfig): ClientSettings =>
  clientSettings({ retryMode: 'standard', attempts: 6, ...config });

const BRIEF_MS = 5_000;

/** Neither repeated nor waited for: a broken connection must not keep a host open for minutes. */
export const briefCallSettings = (config: AwsConfig): ClientSettings =>
  clientSettings({
    ...config,
    retryMode: 'standard',
    attempts: 1,
    connectMs: Math.min(config.connectMs ?? BRIEF_MS, BRIEF_MS),
    answerMs: Math.min(config.answerMs ?? BRIEF_MS, BRIEF_MS),
  });

/** Calls over the SDK, to the account of the credentials and the region of `config`. Close them when done. */
export function openHostCalls(config: AwsConfig): HostCalls & { readonly close: () => void } {
  const services = {
    usual: new OpenedServices(hostCallSettings(config)),
    brief: new OpenedServices(briefCallSettings(config)),
  };
  const call = async <K extends Operation>(
    operation: K,
    input: In<K>,
    patience: CallPatience = 'usual',
  ): Promise<CallAnswer<K>> => {
    const send = await services[patience].senderOf(operation);
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
    services.usual.close();
    services.brief.close();
  };
  return { call, close };
}
