import type { Severity } from '@afo/domain';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import { isAfterSetup } from '../host/first-boot.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';

const LARGEST = 2 ** 20;
/** `WHO HOSTS=(AS) NOPASSWD: ALL`: every command as anybody, and no password asked. */
const EVERYTHING =
  /^\s*([^#\s]+)\s+\S+\s*=\s*(?:\([^)]*\)\s*)?(?:[A-Z_]+:\s*)*NOPASSWD:\s*(?:[A-Z_]+:\s*)*ALL\s*(?:#.*)?$/;

/** T1548.003: who becomes root without a password. Cloud images grant it to their first user at the first boot. */
export const sudoRights: Examination = {
  name: 'rights through sudo',
  async examine(host, findings) {
    const main = host.inventory.at('/etc/sudoers');
    const files = [...(main === undefined ? [] : [main]), ...host.inventory.in('/etc/sudoers.d')];
    for (const entry of files.filter(({ type }) => type === 'file')) {
      await findings.with(entry, () => readSudoers(host, entry, findings));
    }
  },
};

async function readSudoers(host: Host, entry: FileEntry, findings: Findings): Promise<void> {
  const lines = (await host.reader.read(entry, LARGEST)).toString('utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    const who = EVERYTHING.exec(text)?.[1];
    if (who === undefined) continue;
    const late = isAfterSetup(entry.times.changed, host.firstBoot);
    const severity: Severity = late ? 'medium' : 'informational';
    const at = instantOfSeconds(entry.times.changed);
    findings.detection({
      rule: late ? 'linux.sudo.everything-granted-later' : 'linux.sudo.everything',
      title: `${who} becomes root without a password`,
      description: `${entry.path} lets ${who} run everything as root and asks for no password. ${late ? 'It was written long after the host was set up.' : 'It was written when the host was set up.'}`,
      severity,
      confidence: late ? 'medium' : 'high',
      attack: ['T1548.003'],
      ...(at === undefined ? {} : { at }),
      pointers: [pointerTo(entry, { line: index + 1 })],
      facts: { who, rule: short(text.trim(), 500) },
    });
  }
}
