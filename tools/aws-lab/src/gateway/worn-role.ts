import type { IncomingMessage } from 'node:http';
import { principalOf } from './sessions.ts';
import type { Principal } from './sessions.ts';

export interface WornRole {
  /** With its path. */
  readonly role: string;
  readonly session: string;
}

const PREFIX = /^\/~role\/([^/?]+)\/([^/?]+)(?=[/?]|$)/;

/** The endpoint for a program that has no keys but its account's, and works under a role all the same. */
export const urlAs = (url: string, { role, session }: WornRole): string =>
  `${url}/~role/${encodeURIComponent(role)}/${encodeURIComponent(session)}`;

/** Takes the role off a request's path; what is left is the path as AWS knows it. */
export function takeWornRole(request: IncomingMessage): WornRole | undefined {
  const url = request.url ?? '/';
  const [prefix = '', role = '', session = ''] = PREFIX.exec(url) ?? [];
  if (prefix === '') return undefined;
  const rest = url.slice(prefix.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return { role: decodeURIComponent(role), session: decodeURIComponent(session) };
}

/** Only who came with an account's own key can wear a role so; a session is what it is. */
export const wearing = (
  principal: Principal,
  worn: WornRole | undefined,
  region: string,
): Principal =>
  worn === undefined || principal.kind === 'role'
    ? principal
    : principalOf(
        { account: principal.account, name: worn.role },
        { session: worn.session, region },
      );
