import { join } from 'node:path';
import { memoryPorts } from '@afo/conformance/memory';
import type { Environment } from '@afo/deployment';
import type { Readiness } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { afoIn } from './afo-in-memory.ts';

const FILE = join(import.meta.dirname, '../../../deployment/environments/example.json');
const PLACE = { account: '111122223333', region: 'eu-west-1' };
const READY: Readiness = { ...PLACE, what: 'vault: versions', state: 'ready', found: 'kept' };
const MISSING: Readiness = {
  ...PLACE,
  what: 'key of evidence',
  state: 'missing',
  found: 'is \u001b[2J gone',
  advice: 'deploy the keys',
};
const UNSEEN: Readiness = {
  account: '444455556666',
  what: 'Security Hub',
  state: 'not-checked',
  found: 'signed in elsewhere',
};

/** The command line over a deployment in which this is found; and what it was asked for. */
function afoOver(...found: readonly Readiness[]) {
  const asked: { readonly environment: Environment; readonly accounts: readonly string[] }[] = [];
  const afo = afoIn({
    ports: memoryPorts(),
    readiness: (environment, accounts) => {
      asked.push({ environment, accounts });
      return Promise.resolve({ look: () => Promise.resolve(found) });
    },
  });
  return {
    asked,
    doctor: (...argv: readonly string[]) => afo('doctor', '--environment', FILE, ...argv),
    afo,
  };
}

describe('afo doctor --environment', () => {
  it.each([
    ['all is ready', [READY], 0, '1 ready, 0 missing, 0 not checked'],
    ['something was not checked', [READY, UNSEEN], 3, '1 ready, 0 missing, 1 not checked'],
    ['something is missing', [READY, UNSEEN, MISSING], 1, '1 ready, 1 missing, 1 not checked'],
  ] as const)(
    'ends so that a script cannot take it for success, but where %s',
    async (...[, found, status, sum]) => {
      const said = await afoOver(...found).doctor();

      expect(said.status).toBe(status);
      expect(said.out).toContain(sum);
    },
  );

  it('F-70 says where and what, and what to do, in words that cannot steer the terminal', async () => {
    const { out } = await afoOver(MISSING, UNSEEN).doctor();

    expect(out).toMatch(
      /missing +111122223333\/eu-west-1 +key of evidence +is \\u\{1b\}\[2J gone → deploy the keys/,
    );
    expect(out).toMatch(/not checked +444455556666 +Security Hub +signed in elsewhere/);
  });

  it('gives scripts the whole list', async () => {
    const { out } = await afoOver(READY, MISSING).doctor('--json');

    expect(JSON.parse(out)).toEqual({
      ready: false,
      missing: 1,
      notChecked: 0,
      readiness: [READY, MISSING],
    });
  });

  it('enters the application accounts that are named, in the environment of the file', async () => {
    const { asked, doctor } = afoOver(READY);

    await doctor('--account', '777788889999', '111122223333');

    expect(asked).toMatchObject([
      { environment: { name: 'example' }, accounts: ['777788889999', '111122223333'] },
    ]);
  });

  it.each([
    ['an account that is none', ['--environment', FILE, '--account', 'prod']],
    ['an account without an environment', ['--account', '111122223333']],
    ['the list of cases of another stack', ['--environment', FILE, '--rebuild']],
    ['a file that is not there', ['--environment', '/nowhere/prod.json']],
  ])('refuses %s, and asks AWS nothing', async (_, argv) => {
    const { afo, asked } = afoOver(READY);

    const { status } = await afo('doctor', ...argv);

    expect(status).toBe(2);
    expect(asked).toEqual([]);
  });
});
