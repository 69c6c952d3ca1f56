import type { Identity } from '@afo/domain';

/**
 * Who sits at this process, as somebody else than the person knows it.
 *
 * MUST: ask whoever issued the credentials (AWS: STS GetCallerIdentity; a workstation: the operating system) and leave
 * `person` out where several people may act by them. MUST NOT: take `spoken`, what the person calls themselves, for
 * more than their word (`by: 'word'`), or for that where the installation has not said that their word counts.
 * @throws PortError when it cannot be found out
 */
export interface Whoami {
  identify(spoken: string): Promise<Identity>;
}
