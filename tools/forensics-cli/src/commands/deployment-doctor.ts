import { readEnvironment } from '@afo/deployment';
import type { Readiness } from '@afo/ports';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { readInput } from '../stack/read-input.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';

export interface DeploymentFlags {
  readonly environment: string;
  readonly account?: readonly string[];
}

const WORDS: Readonly<Record<Readiness['state'], string>> = {
  ready: 'ready',
  missing: 'missing',
  'not-checked': 'not checked',
};

/** `afo doctor --environment FILE`: what a deployment needs, and has, in each account and region. */
export async function examineDeployment(
  cli: Cli,
  { account: accounts = [], environment: file }: DeploymentFlags,
): Promise<void> {
  const environment = readEnvironment(new TextDecoder().decode(await readInput(file)), file);
  const readiness = await cli.readiness(environment, accounts.map(accountId));
  const found = await readiness.look();
  const count = (state: Readiness['state']): number =>
    found.filter((one) => one.state === state).length;
  const missing = count('missing');
  const notChecked = count('not-checked');
  cli.output.result({ ready: missing + notChecked === 0, missing, notChecked, readiness: found }, [
    ...table(found.map(rowOf)),
    '',
    `${count('ready')} ready, ${missing} missing, ${notChecked} not checked`,
  ]);
  process.exitCode = statusOf(missing, notChecked);
}

/** What was not checked is no success: whoever waits for 0 would take it for one. */
function statusOf(missing: number, notChecked: number): ExitCode {
  if (missing > 0) return ExitCode.failed;
  return notChecked > 0 ? ExitCode.partial : ExitCode.done;
}

const rowOf = ({ account, advice, found, region, state, what }: Readiness): readonly string[] => [
  WORDS[state],
  region === undefined ? account : `${account}/${region}`,
  what,
  advice === undefined ? found : `${found} → ${advice}`,
];

function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new CliError('cli.usage', `--account takes the twelve digits of an account, not ${text}`);
}
