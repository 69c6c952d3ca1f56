import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import { openCase } from '@afo/pipeline';
import type { Ports, WorkflowRun } from '@afo/ports';
import { PortError } from '@afo/ports';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoFinding } from './demo/finding.ts';
import { afoIn } from '../tests/afo-in-memory.ts';
import type { Said } from '../tests/afo-in-memory.ts';

const playbookFile = join(import.meta.dirname, '../../../deployment/playbooks/default.yaml');
let folder: string;
let ports: MemoryPorts & Pick<Ports, 'starter'>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-cli-'));
  ports = memoryPorts();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the command line as a person does, on a stack in memory. */
const afo = (...argv: readonly string[]): Promise<Said> => afoIn({ ports, home: folder })(...argv);

async function findingFile(): Promise<string> {
  const path = join(folder, 'finding.json');
  await writeFile(
    path,
    JSON.stringify(
      demoFinding({
        instanceId: 'i-0123456789abcdef0',
        address: '192.0.2.7',
        pool: 'pool.example:3333',
        seenAt: 1_780_000_000,
      }),
    ),
  );
  return path;
}

describe('afo ingest --dry-run --json', () => {
  it('prints one decision per subject in the documented shape and changes nothing', async () => {
    const { out, status } = await afo('ingest', await findingFile(), '--dry-run', '--json');

    expect(JSON.parse(out)).toEqual({
      decisions: [
        {
          outcome: 'open',
          reason: 'rule severe-threats opens a case',
          rule: 'severe-threats',
          subject: {
            kind: 'ec2-instance',
            id: 'i-0123456789abcdef0',
            partition: 'aws',
            account: '111122223333',
            region: 'eu-west-1',
          },
          isolate: false,
          findingIds: [expect.stringContaining('16afba5c5c43e07c9e3e5e2e544e95df')],
        },
      ],
    });
    expect(status).toBe(0);
    expect(await ports.log.list()).toEqual([]);
  });

  it('ends with status 3 when something could not be taken', async () => {
    const path = join(folder, 'bad.json');
    await writeFile(path, 'not json');

    expect((await afo('ingest', path, '--dry-run', '--json')).status).toBe(3);
  });
});

describe('afo case open', () => {
  const authority = ['--authorised-by', 'Ann Example', '--reason', 'INC-7'] as const;

  it('prints the case id and enters under whose authority', async () => {
    const disk = join(folder, 'disk.raw');
    await writeFile(disk, 'x');

    const { out } = await afo(
      'case',
      'open',
      '--disk',
      disk,
      ...authority,
      '--ticket',
      'INC-7',
      '--json',
    );

    const [summary] = await ports.log.list();
    expect(JSON.parse(out)).toEqual({ case: summary?.id });
    const shown = JSON.parse((await afo('case', 'show', 'last', '--json')).out) as {
      authorisations: object[];
      opened: { sources: object[] };
    };
    expect(shown.authorisations).toMatchObject([
      { kind: 'command', approvers: [{ name: 'Ann Example' }], reference: 'INC-7' },
    ]);
    expect(shown.opened.sources).toMatchObject([{ kind: 'disk', uris: [`file://${disk}`] }]);
  });

  it('opens nothing when a file is not there, and says which', async () => {
    const { err, status } = await afo(
      'case',
      'open',
      '--disk',
      join(folder, 'gone.raw'),
      ...authority,
    );

    expect([status, err]).toEqual([2, expect.stringContaining('gone.raw')]);
    expect(await ports.log.list()).toEqual([]);
  });

  it('takes the subject from a finding', async () => {
    await afo('case', 'open', '--finding', await findingFile(), ...authority);

    expect(await ports.log.list()).toMatchObject([
      { subject: { kind: 'ec2-instance', id: 'i-0123456789abcdef0' } },
    ]);
  });

  it.each([
    ['without authority', ['case', 'open', '--disk', 'x', '--reason', 'y']],
    ['with nothing to work on', ['case', 'open', ...authority]],
    [
      'with a retention that is none',
      ['case', 'open', '--disk', playbookFile, '--retention-days', '0', ...authority],
    ],
    ['with a flag that nobody knows', ['case', 'open', '--disc', 'x', ...authority]],
  ])('ends with status 2 %s', async (_, argv) => {
    expect((await afo(...argv)).status).toBe(2);
  });
});

describe('naming a case', () => {
  const opened = () =>
    openCase(ports, {
      title: 'x',
      subject: { kind: 'host', id: 'x' },
      origin: 'command',
      reason: 'x',
      sources: [],
    });

  it('takes the end of an id, and says so when there is none', async () => {
    const id = await opened();

    expect((await afo('case', 'note', id.slice(-6), 'seen')).status).toBe(0);
    const { status, out } = await afo('case', 'show', 'ffff-none', '--json');
    expect(status).toBe(2);
    expect(out).toContain('cli.no-such-case');
  });

  it('gives failures of the product status 1 and a code', async () => {
    await opened();

    const { status, out } = await afo('approve', 'last', '--reason', 'yes', '--json');

    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'request.not-pending', retryable: false },
    });
  });
});

describe('help', () => {
  it('is there for every command, with status 0', async () => {
    expect((await afo('case', 'open', '--help')).status).toBe(0);
  });
});

describe('when a cloud runs the workflow of an open case', () => {
  async function openWith(look: () => Promise<WorkflowRun>): Promise<void> {
    ports = { ...ports, starter: { start: () => Promise.resolve(), look } };
    await openCase(ports, {
      title: 'web-01',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'command',
      reason: 'suspected',
      sources: [],
    });
  }
  const told = async (): Promise<readonly string[]> => [
    (await afo('case', 'show', 'last')).out,
    (await afo('status')).out,
    (await afo('doctor')).out,
  ];

  it('F-45 whoever looks is told that it was ended and how to go on, instead of seeing an open case', async () => {
    await openWith(() => Promise.resolve('aborted'));

    const [shown, status, doctor] = await told();

    expect(shown).toMatch(/CONCERN.*was aborted.*afo case reopen/);
    expect(status).toMatch(/concern {6}1[^]*its workflow was aborted/);
    expect(doctor).toMatch(/weak +workflows.*1 of the 1 newest open case/);
  });

  it('says nothing where it runs', async () => {
    await openWith(() => Promise.resolve('running'));

    expect((await told()).join('')).not.toMatch(/concern {2}|CONCERN|weak +workflows/);
  });

  it('says that it is not known where it cannot be asked, and still shows the case', async () => {
    await openWith(() => Promise.reject(new PortError('aws.denied', 'AWS refused')));

    const [shown, status] = await told();

    expect(shown).toMatch(
      /CONCERN.*not known whether its workflow runs: AWS refused \(aws\.denied\)/,
    );
    expect(shown).toContain('web-01');
    expect(status).toContain('aws.denied');
  });
});
