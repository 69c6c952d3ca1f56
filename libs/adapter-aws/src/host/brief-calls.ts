import type { HostContext } from './settings/setting.ts';

/** The same host, reached by calls that are neither repeated nor waited for. */
export const briefly = (context: HostContext): HostContext => ({
  ...context,
  calls: { call: (operation, input) => context.calls.call(operation, input, 'brief') },
});
