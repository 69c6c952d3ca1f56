import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openHostCalls } from '../src/host/sdk-host-calls.ts';

const run = promisify(execFile);

/** Which clients of the SDK a program loads that imports a file of this library and does nothing else. */
async function clientsLoadedBy(file: string): Promise<readonly string[]> {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({
      resolve(specifier, context, next) {
        const [, client] = /^@aws-sdk\\/client-([a-z0-9-]+)$/.exec(specifier) ?? [];
        if (client !== undefined) loaded.add(client);
        return next(specifier, context);
      },
    });
    await import(${JSON.stringify(new URL(file, import.meta.url).href)});
    console.log(JSON.stringify([...loaded].sort()));`;
  const { stdout } = await run(process.execPath, [
    '--conditions=@afo/source',
    '--input-type=module',
    '--eval',
    program,
  ]);
  return JSON.parse(stdout) as readonly string[];
}

describe('when a program starts', () => {
  it('loads the clients that every start asks, and none of those for hosts, findings or a lab: a function would wait', async () => {
    expect(await clientsLoadedBy('../src/index.ts')).toEqual([
      'dynamodb',
      'ebs',
      'eventbridge',
      'kms',
      's3',
      'secrets-manager',
      'sfn',
      'sns',
      'sts',
    ]);
  });
});

describe('when an operation is called that no service sends', () => {
  it.each(['s3:PutObject', 'ec2:DeleteEverything', 'constructor:x'])(
    'says that %s is a fault of the program, which no retry mends',
    async (operation) => {
      const calls = openHostCalls({ region: 'eu-west-1' });

      const called = calls.call(operation as 'ec2:DescribeInstances', {});

      await expect(called).rejects.toThrow(TypeError);
      calls.close();
    },
  );
});
