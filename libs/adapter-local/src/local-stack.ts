import type { Actor } from '@afo/domain';
import type { BundleSinks, Ports, RejectedEvents } from '@afo/ports';
import { dataFolder } from '@afo/runtime';
import { localBundleSinks } from './bundle-sink/bundle-sinks.ts';
import type { SqliteCaseLog } from './case-log/sqlite-case-log.ts';
import { openCaseLog } from './case-log/sqlite-case-log.ts';
import { systemClock } from './clock/system-clock.ts';
import { describedHosts } from './host-control/described-hosts.ts';
import { machineParts } from './machine-parts.ts';
import { localNotifier } from './notifier/notifiers.ts';
import { RejectedFolder } from './rejected/rejected-folder.ts';
import { openSigner } from './signer/key-file-signer.ts';
import { readStackSettings } from './stack-settings.ts';
import { httpTimestampAuthority } from './timestamp/http-authority.ts';
import { FolderVault } from './vault/folder-vault.ts';
import { osWhoami } from './whoami/os-whoami.ts';

export interface LocalStackConfig {
  /** The data folder; everything of the stack lies in it (`dataFolder` of @afo/runtime). */
  readonly home: string;
  /** The service in whose name this process acts. */
  readonly actor: Actor;
}

export interface LocalStack {
  readonly ports: Ports & { readonly log: SqliteCaseLog; readonly rejected: RejectedEvents };
  /** Where bundles are written, outside the data folder. */
  readonly sinks: BundleSinks;
  close(): Promise<void>;
}

/**
 * Opens the stack of one workstation, and makes what is missing of it: log, vault, keys. Any number of processes may
 * have it open at once.
 * @throws PortError `case-log.unavailable`, `signer.unavailable`, `vault.unavailable`; RuntimeError `runtime.bad-config`
 */
export async function localStack({ home, actor }: LocalStackConfig): Promise<LocalStack> {
  const folder = dataFolder(home);
  const settings = readStackSettings(folder.home);
  const signer = await openSigner(folder.keys, settings.keyName);
  const vault = await FolderVault.open({ root: folder.vault, now: () => systemClock.now() });
  const rejected = await RejectedFolder.open(folder.rejected);
  const log = openCaseLog(folder.log);
  const { timestampUrl, webhook, pins } = settings;
  const machine = machineParts(pins === undefined ? {} : { pins });
  return {
    ports: {
      stack: 'local',
      actor,
      ...machine.parts,
      log,
      signer,
      ...(timestampUrl === undefined ? {} : { timestamps: httpTimestampAuthority(timestampUrl) }),
      vault,
      host: describedHosts(settings.hosts),
      whoami: osWhoami({ sharedAccount: settings.sharedAccount ?? false }),
      notifier: localNotifier(webhook === undefined ? {} : { webhook }),
      rejected,
    },
    sinks: localBundleSinks,
    async close() {
      await machine.close();
      vault.close();
      await log.close();
    },
  };
}
