import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Severity } from '@afo/domain';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import { bornAt, isAfterSetup } from '../host/first-boot.ts';
import { isLoginShell } from '../host/accounts.ts';
import type { Account } from '../host/accounts.ts';
import { isInContainer } from '../files/places.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';

const LARGEST = 2 ** 20;
const DAY = 86_400;

interface AuthorizedKey {
  readonly line: number;
  readonly type: string;
  /** As ssh-keygen -l shows it. */
  readonly fingerprint: string;
  readonly comment: string;
}

/** T1098.004: who may log in with which key, and files of keys that were changed when nobody set the host up any more. */
export const authorizedKeys: Examination = {
  name: 'keys for ssh',
  async examine(host, findings) {
    for (const entry of host.inventory.all(
      `state = 'live' AND type = 'file' AND size > 0 AND instr(path, CAST('authorized_keys' AS BLOB)) > 0`,
    )) {
      if (
        !/\/(\.ssh\/authorized_keys2?|authorized_keys\.d\/[^/]+)$/.test(entry.path) ||
        isInContainer(entry.path)
      )
        continue;
      await findings.with(entry, () => readKeys(host, entry, findings));
    }
  },
};

async function readKeys(host: Host, entry: FileEntry, findings: Findings): Promise<void> {
  const keys = parseKeys((await host.reader.read(entry, LARGEST)).toString('utf8'));
  if (keys.length === 0) return;
  const owner = ownerOf(host, entry);
  const { severity, why } = judge(host, entry, owner);
  const at = instantOfSeconds(entry.times.changed);
  const pointers = keys.map(({ line }) => pointerTo(entry, { line }));
  findings.detection({
    rule: why === undefined ? 'linux.ssh.authorized-keys' : 'linux.ssh.authorized-keys-changed',
    title:
      why === undefined
        ? `Keys that open ${owner?.name ?? entry.path}`
        : `Keys that open ${owner?.name ?? entry.path} were changed`,
    description: `${entry.path} lets ${keys.length} ${keys.length === 1 ? 'key' : 'keys'} in as ${owner?.name ?? 'its owner'}.${why === undefined ? '' : ` ${why}`}`,
    severity,
    confidence: why === undefined ? 'high' : 'medium',
    attack: ['T1098.004'],
    ...(at === undefined ? {} : { at }),
    count: keys.length,
    pointers,
    facts: {
      user: owner?.name ?? '',
      keys: keys
        .map(({ type, fingerprint, comment }) => `${type} ${fingerprint} ${comment}`)
        .join('\n'),
    },
  });
}

function judge(
  host: Host,
  entry: FileEntry,
  owner: Account | undefined,
): { readonly severity: Severity; readonly why?: string } {
  const { changed } = entry.times;
  const born = bornAt(entry);
  if (owner !== undefined && owner.uid > 0 && owner.uid < 1000 && !isLoginShell(owner.shell)) {
    return {
      severity: 'medium',
      why: `${owner.name} is an account of the system that nobody should log in to.`,
    };
  }
  if (!isAfterSetup(changed, host.firstBoot) || changed === undefined)
    return { severity: 'informational' };
  const days = Math.floor((changed - (host.firstBoot ?? changed)) / DAY);
  const later = born !== undefined && changed - born > DAY;
  const why = `It was ${later ? 'changed' : 'made'} ${days} days after the host was set up.`;
  return { severity: (owner ?? entry).uid === 0 ? 'medium' : 'informational', why };
}

function ownerOf({ accounts: known }: Host, { path }: FileEntry): Account | undefined {
  const home = posix.dirname(posix.dirname(path));
  const name = posix.basename(path);
  return (
    known?.accounts.find((account) => account.home === home) ??
    known?.accounts.find((account) => account.name === name)
  );
}

/** sshd(8), AUTHORIZED_KEYS FILE FORMAT: options, type, base64, comment. */
function parseKeys(text: string): readonly AuthorizedKey[] {
  return text.split('\n').flatMap((line, index) => {
    const [, type, key, comment = ''] =
      /(?:^|\s)((?:ssh|ecdsa|sk-\w+)-[\w@.-]+)\s+([A-Za-z0-9+/=]{20,})(?:\s+(.*))?$/.exec(line) ??
      [];
    if (type === undefined || key === undefined || line.trimStart().startsWith('#')) return [];
    const digest = createHash('sha256')
      .update(Buffer.from(key, 'base64'))
      .digest('base64')
      .replace(/=+$/, '');
    return [
      { line: index + 1, type, fingerprint: `SHA256:${digest}`, comment: short(comment, 200) },
    ];
  });
}
