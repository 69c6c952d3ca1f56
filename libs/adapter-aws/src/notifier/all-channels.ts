import type { Notifier } from '@afo/ports';

type Channel = Notifier & { close(): void };

/** Tells all at once; what became of each is told, and one that fails stops no other. */
export const allChannels = (channels: readonly Channel[]): Channel => ({
  notify: async (message) =>
    (await Promise.all(channels.map((channel) => channel.notify(message)))).flat(),
  close: () => {
    for (const channel of channels) channel.close();
  },
});
