import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import { isLoginShell } from '../host/accounts.ts';
import type { Account } from '../host/accounts.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

const LARGEST = 16 * 2 ** 20;
const FIRST_PERSON = 1000;

/** T1136.001, T1098: accounts with the rights of root, without a password, or of the system but with one. */
export const accounts: Examination = {
  name: 'accounts',
  async examine(host, findings) {
    if (host.accounts === undefined) {
      findings.limit('There is no /etc/passwd: accounts were not examined.');
      return;
    }
    for (const account of host.accounts.accounts) {
      if (account.uid === 0 && account.name !== 'root') reportSecondRoot(host, account, findings);
      if (account.password === '' && isLoginShell(account.shell))
        reportNoPassword(host, account, findings);
    }
    await readShadow(host, host.accounts.accounts, findings);
  },
};

function reportSecondRoot(host: Host, account: Account, findings: Findings): void {
  const file = host.accounts?.file;
  if (file === undefined) return;
  const at = instantOfSeconds(file.times.changed);
  findings.detection({
    rule: 'linux.accounts.second-root',
    title: `Second account with uid 0: ${account.name}`,
    description: `${account.name} has the uid of root and so every right on the host, under another name.`,
    severity: 'high',
    confidence: 'high',
    attack: ['T1136.001', 'T1078.003'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(file, { line: account.line })],
    facts: { user: account.name, home: account.home, shell: account.shell },
  });
}

function reportNoPassword(host: Host, account: Account, findings: Findings): void {
  const file = host.accounts?.file;
  if (file === undefined) return;
  findings.detection({
    rule: 'linux.accounts.no-password',
    title: `Account without a password: ${account.name}`,
    description: `${account.name} may log in with ${account.shell}, and /etc/passwd asks for no password.`,
    severity: account.uid === 0 ? 'critical' : 'high',
    confidence: 'high',
    attack: ['T1078.003', 'T1098'],
    pointers: [pointerTo(file, { line: account.line })],
    facts: { user: account.name, uid: account.uid },
  });
}

async function readShadow(
  host: Host,
  known: readonly Account[],
  findings: Findings,
): Promise<void> {
  const file = host.inventory.at('/etc/shadow');
  if (file?.type !== 'file') {
    findings.limit('There is no /etc/shadow: passwords were not examined.');
    return;
  }
  await findings.with(file, async () => {
    const lines = (await host.reader.read(file, LARGEST)).toString('utf8').split('\n');
    for (const [index, text] of lines.entries()) {
      const [name = '', hash = ''] = text.split(':');
      const account = known.find((each) => each.name === name);
      if (account === undefined || !isLoginShell(account.shell)) continue;
      const pointer = pointerTo(file, { line: index + 1 });
      if (hash === '') findings.detection(emptyHash(account, pointer));
      else if (isSystem(account) && isUsable(hash))
        findings.detection(systemPassword(account, pointer));
    }
  });
}

const isSystem = ({ uid }: Account): boolean => uid > 0 && uid < FIRST_PERSON;

/** A hash that some password fits; `!` and `*` in front lock the account. */
const isUsable = (hash: string): boolean => /^(\$|[./0-9A-Za-z]{13}$)/.test(hash);

const emptyHash = ({ name, uid }: Account, pointer: ReturnType<typeof pointerTo>) => ({
  rule: 'linux.accounts.empty-password',
  title: `Account with an empty password: ${name}`,
  description: `${name} has a login shell and an empty password in /etc/shadow.`,
  severity: 'high' as const,
  confidence: 'high' as const,
  attack: ['T1078.003', 'T1098'],
  pointers: [pointer],
  facts: { user: name, uid },
});

const systemPassword = ({ name, uid, shell }: Account, pointer: ReturnType<typeof pointerTo>) => ({
  rule: 'linux.accounts.system-account-with-password',
  title: `System account that can log in: ${name}`,
  description: `${name} (uid ${uid}) belongs to the system, but has the shell ${shell} and a password.`,
  severity: 'medium' as const,
  confidence: 'medium' as const,
  attack: ['T1098', 'T1078.003'],
  pointers: [pointer],
  facts: { user: name, uid, shell },
});
