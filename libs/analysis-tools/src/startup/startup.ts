import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import { bornAt } from '../host/first-boot.ts';
import { isInContainer } from '../files/places.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { redact } from '../results/redact.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';
import { commandRecords } from '../shell/command-records.ts';
import { SigmaWatch } from '../sigma/sigma-watch.ts';
import type { SigmaRule } from '../sigma/sigma-rule.ts';
import { startupCommands } from './startup-commands.ts';
import type { StartupCommand } from './startup-commands.ts';
import { startupPlaces } from './startup-places.ts';
import type { StartupPlace } from './startup-places.ts';

const LARGEST = 2 ** 20;

/** T1053, T1543, T1546, T1037: what the host starts by itself, unless it is just as a package brought it. */
export const startup = (rules: readonly SigmaRule[]): Examination => ({
  name: 'what the host starts by itself',
  async examine(host, findings) {
    const watch = new SigmaWatch(rules);
    const enabled = enabledUnits(host);
    for (const entry of host.inventory.all(`state = 'live' AND type = 'file' AND size > 0`)) {
      const place = startupPlaces.find(({ path }) => path.test(entry.path));
      if (place === undefined || isInContainer(entry.path) || host.isAsPackaged(entry)) continue;
      await findings.with(entry, () =>
        readStartupFile(host, entry, { findings, watch, place, enabled }),
      );
    }
    watch.report(findings);
  },
});

interface Reading {
  readonly findings: Findings;
  readonly watch: SigmaWatch;
  readonly place: StartupPlace;
  readonly enabled: ReadonlySet<string>;
}

interface Listing extends Pick<Reading, 'place' | 'enabled'> {
  readonly commands?: readonly StartupCommand[];
}

async function readStartupFile(host: Host, entry: FileEntry, reading: Reading): Promise<void> {
  const { findings, watch, place } = reading;
  if (host.contentOf(entry)?.kind === 'elf') {
    if (host.packages.ownerOf(entry) === undefined)
      findings.detection(listing(host, entry, reading));
    return;
  }
  if (entry.size > LARGEST)
    findings.limit(`${entry.path}: only its first ${LARGEST} bytes are read.`);
  const text = (await host.reader.read(entry, LARGEST)).toString('utf8');
  const commands = startupCommands(place.grammar, text);
  if (host.packages.ownerOf(entry) === undefined)
    findings.detection(listing(host, entry, { ...reading, commands }));
  for (const { line, command, user } of commands) {
    const pointer = pointerTo(entry, { line });
    const origin = { origin: place.origin, ...(user === undefined ? {} : { user }) };
    for (const record of commandRecords(command, origin)) {
      watch.see({
        ...record,
        pointer,
        at: bornAt(entry),
        quote: short(command, 500),
        attack: place.attack,
      });
    }
  }
}

/** People start things of their own on most hosts: that alone is worth a line and no alarm. */
function listing(host: Host, entry: FileEntry, { place, enabled, commands = [] }: Listing) {
  const at = instantOfSeconds(bornAt(entry));
  const said = commands.slice(0, 5).map(({ command }) => redact(short(command, 300)));
  const certain = host.packages.manager !== 'unknown';
  const on = place.grammar !== 'unit' || enabled.has(entry.path);
  return {
    rule: `linux.startup.${place.origin}`,
    title: `${certain ? `Of no package: ${place.what}` : place.what} ${entry.path}`,
    description: `${entry.path} is a ${place.what}${certain ? ' that no package brought' : ''}${on ? '' : ', which is not enabled'}.${said.length === 0 ? '' : ` It runs: ${said.join(' · ')}`}`,
    severity: 'informational' as const,
    confidence: 'high' as const,
    attack: [...place.attack],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { enabled: on, commands: commands.length },
  };
}

/** Units that something wants: links in the folders `*.wants` and `*.requires`, with what they lead to. */
function enabledUnits(host: Host): ReadonlySet<string> {
  const enabled = new Set<string>();
  for (const entry of host.inventory.all(`type = 'link' AND state = 'live'`)) {
    if (!/\.(wants|requires)\/[^/]+$/.test(entry.path)) continue;
    const unit = host.resolver.resolve(entry.path);
    if (unit !== undefined) enabled.add(unit.path);
  }
  return enabled;
}
