import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { CallLog } from './call-log.ts';
import type { LabCall } from './call-log.ts';
import { captureTo } from './capture.ts';
import type { Desk } from './desk.ts';
import { Exchange } from './exchange.ts';
import { FaultDesk } from './fault-desk.ts';
import type { LabFaultRule } from './fault-schema.ts';
import type { Servers } from './route.ts';
import { principalOf, Sessions } from './sessions.ts';
import type { LabRole } from './sessions.ts';
import { StaleReads } from './stale-reads.ts';
import { StsDesk } from './sts-desk.ts';
import { Switchboard } from './switchboard.ts';
import { urlAs } from './worn-role.ts';
import type { WornRole } from './worn-role.ts';

export interface GatewayOptions {
  readonly servers: Servers;
  /** Roles that can be taken; a role that is not among them is refused. */
  readonly roles?: readonly LabRole[];
  /** Services of the lab's own, asked in this order before any emulator. */
  readonly desks?: (calls: () => readonly LabCall[]) => readonly Desk[];
  /** A file that gets every call as a line of JSON. */
  readonly callFile?: string;
  /** A folder that gets the bodies of requests and answers; those of STS never. */
  readonly captureFolder?: string;
  /** A free one unless given. */
  readonly port?: number;
  readonly now?: () => number;
}

export interface Gateway {
  /** The one endpoint of all services, accounts and regions. */
  readonly url: string;
  /** All calls so far, in the order of their arrival; a call under way is not among them. */
  calls(): readonly LabCall[];
  /** Replaces the faults; the seed decides what a probability strikes. */
  setFaults(rules: readonly LabFaultRule[], seed?: number): void;
  /** An endpoint whose callers with an account's own key count as a session of that role, e.g. functions. */
  urlAs(worn: WornRole): string;
  /**
   * Credentials of a role as a function or a host is given them, without AssumeRole; so that a call is recorded under
   * the role that made it.
   */
  credentials(role: Pick<LabRole, 'account' | 'name'>, session: SessionWish): LabCredentials;
  /** Secret keys and tokens of all sessions so far, for a search after them (F-62). */
  secrets(): readonly string[];
  close(): Promise<void>;
}

export interface SessionWish {
  /** Name of the session, e.g. the app's. */
  readonly name: string;
  readonly region: string;
  /** An hour unless given. */
  readonly seconds?: number;
}

/** As the SDK takes them. */
export interface LabCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/**
 * One endpoint on loopback in front of the emulators. It knows who asks by the credential scope of a signature, hands
 * the account on, records every call, and spoils answers where a test asks for it. Signatures are not checked.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const now = options.now ?? Date.now;
  const calls = new CallLog(options.callFile);
  const sessions = new Sessions(now);
  const faults = new FaultDesk();
  const sts = new StsDesk(sessions, options.roles ?? []);
  const exchange = new Exchange({
    ...{ sessions, faults, calls, now },
    stale: new StaleReads(),
    capture: captureTo(options.captureFolder),
    switchboard: new Switchboard(options.servers, [
      (call) => (call.service === 'sts' ? sts.answer(call) : undefined),
      ...(options.desks?.(() => calls.list()) ?? []),
    ]),
  });
  const server = createServer((request, response) => void exchange.serve(request, response));
  // A test that stands still in a debugger, or a slow upload, is no reason to hang up.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  const url = urlOf(server);
  return {
    url,
    urlAs: (worn) => urlAs(url, worn),
    calls: () => calls.list(),
    setFaults: (rules, seed) => {
      faults.set(rules, seed);
    },
    secrets: () => sessions.secrets(),
    credentials: (role, session) => credentialsOf(sessions, role, session),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function credentialsOf(
  sessions: Sessions,
  role: Pick<LabRole, 'account' | 'name'>,
  { name, region, seconds = 3_600 }: SessionWish,
): LabCredentials {
  const issued = sessions.issue(principalOf(role, { session: name, region }), seconds);
  return {
    accessKeyId: issued.accessKey,
    secretAccessKey: issued.secret,
    sessionToken: issued.token,
    expiration: new Date(issued.expiresAt),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return `http://127.0.0.1:${String(address.port)}`;
}
