import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';
import { SigmaWatch } from '../sigma/sigma-watch.ts';
import type { SigmaRule } from '../sigma/sigma-rule.ts';
import { parseAccessLine } from './access-line.ts';
import type { AccessLine } from './access-line.ts';
import { logFiles, logLines } from './log-files.ts';

const FOLDERS = [
  '/var/log/nginx',
  '/var/log/apache2',
  '/var/log/httpd',
  '/var/log/lighttpd',
  '/var/log/caddy',
];
const NAME = /access.*log|access_log|^other_vhosts_access\.log$|\.access$/;
const EVENTS = 500_000;

/** T1505.003, T1190: what visitors of the web server asked for. */
export const webRequests = (rules: readonly SigmaRule[]): Examination => ({
  name: 'requests to the web server',
  async examine(host, findings) {
    const watch = new SigmaWatch(rules);
    const requests = new Requests(host, findings, watch);
    for (const folder of FOLDERS) {
      for (const entry of logFiles(host, folder, NAME))
        await findings.with(entry, () => requests.read(entry));
    }
    requests.report();
    watch.report(findings);
  },
});

class Requests {
  readonly #host: Host;
  readonly #findings: Findings;
  readonly #watch: SigmaWatch;
  #events = 0;

  constructor(host: Host, findings: Findings, watch: SigmaWatch) {
    this.#host = host;
    this.#findings = findings;
    this.#watch = watch;
  }

  async read(entry: FileEntry): Promise<void> {
    let other = 0;
    const limit = (sentence: string) => {
      this.#findings.limit(sentence);
    };
    for await (const { number, text } of logLines(this.#host, entry, limit)) {
      const request = parseAccessLine(text);
      if (request === undefined) other += Number(text !== '');
      else this.#see(entry, number, request);
    }
    if (other > 0)
      limit(
        `${entry.path}: ${other} lines are not in the common or combined format and were passed over.`,
      );
  }

  report(): void {
    const left = this.#events - EVENTS;
    if (left > 0)
      this.#findings.limit(
        `There are ${left} more requests than the ${EVENTS} that are in the timeline; all were held against the rules.`,
      );
  }

  #see(entry: FileEntry, line: number, request: AccessLine): void {
    const pointer = pointerTo(entry, { line });
    const { client, at, method, path, query, status } = request;
    const target = query === '' ? path : `${path}?${query}`;
    const summary = short(`${client} ${method} ${target} → ${status}`, 2000);
    this.#watch.see({
      category: 'webserver',
      fields: requestFields(request),
      pointer,
      at,
      quote: short(summary, 500),
      group: client,
    });
    const instant = instantOfSeconds(at);
    this.#events += 1;
    if (instant === undefined || this.#events > EVENTS) return;
    this.#findings.event({
      ...{ at: instant, kind: 'web.request', source: 'access log', summary, pointer },
      facts: { client, method, path: short(path, 2000), status },
      ...(at > this.#host.seizedAt ? { doubt: 'later than the acquisition of the disk' } : {}),
    });
  }
}

/** In the names of the Sigma taxonomy for web servers; the query both as it is and decoded. */
export function requestFields({
  client,
  method,
  path,
  query,
  status,
  bytes,
  referrer,
  agent,
}: AccessLine) {
  return {
    'c-ip': client,
    'cs-method': method,
    'cs-uri-stem': decoded(path),
    'cs-uri-query': decoded(query),
    'cs-uri': short(query === '' ? path : `${path}?${query}`, 8000),
    'sc-status': status,
    'sc-bytes': bytes,
    'cs-referer': referrer,
    'cs-user-agent': agent,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Not percent-encoded as it should be, e.g. in an attack: then as it came.
    return text;
  }
}
