import type { FileEntry } from '../inventory/file-entry.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { FileReader } from './file-reader.ts';

const LARGEST = 16 * 2 ** 20;

export interface Account {
  readonly name: string;
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** Line of /etc/passwd, from 1. */
  readonly line: number;
}

export interface Accounts {
  readonly file: FileEntry;
  readonly accounts: readonly Account[];
}

/** The accounts of passwd(5); lines of another form are passed over. */
export async function accountsOf(
  inventory: Inventory,
  reader: FileReader,
): Promise<Accounts | undefined> {
  const file = inventory.at('/etc/passwd');
  if (file?.type !== 'file') return undefined;
  const lines = (await reader.read(file, LARGEST)).toString('utf8').split('\n');
  const accounts = lines
    .map((text, index) => parseAccount(text, index + 1))
    .filter((account) => account !== undefined);
  return { file, accounts };
}

function parseAccount(text: string, line: number): Account | undefined {
  const fields = text.split(':');
  const [name = '', password = '', uid = '', gid = '', , home = '', shell = ''] = fields;
  if (fields.length < 7 || name === '' || !/^\d+$/.test(uid)) return undefined;
  return { name, password, uid: Number(uid), gid: Number(gid), home, shell, line };
}

/** Shells that let nobody in. */
export const isLoginShell = (shell: string): boolean =>
  shell !== '' && !/\/(nologin|false|sync|shutdown|halt)$/.test(shell);
