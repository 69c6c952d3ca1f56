import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { localNotifier } from './notifiers.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${String(address.port)}/hook/T0KEN`;
}

const message = { subject: 'Forensic case', text: 'waits for approval' };

describe('when people are told', () => {
  it('writes to the console, with nothing that could rewrite a terminal', async () => {
    const lines: string[] = [];
    const hostile = '\u001b]0;owned\u0007\r\nfake: line \u202e';

    await localNotifier({}, (line) => lines.push(line)).notify({ subject: 's', text: hostile });

    expect(lines).toEqual(['s: \\u{1b}]0;owned\\u{7}\\u{d}\\u{a}fake: line \\u{202e}\n']);
  });

  it('posts to the webhook and says that it was delivered', async () => {
    const bodies: string[] = [];
    const webhook = await listen((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => response.end('ok'));
    });

    const outcomes = await localNotifier({ webhook }, () => undefined).notify(message);

    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([message]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  });

  it('F-46 says that it failed, and why, when the webhook refuses', async () => {
    const webhook = await listen((_, response) => response.writeHead(500).end());

    const [, outcome] = await localNotifier({ webhook }, () => undefined).notify(message);

    expect(outcome).toMatchObject({
      channel: 'webhook',
      outcome: 'failed',
      cause: 'it answered 500',
    });
  });

  it('F-62 never tells the path of the webhook, which is its password', async () => {
    const webhook = await listen((_, response) =>
      response.writeHead(302, { location: '/x' }).end(),
    );

    const outcomes = await localNotifier({ webhook }, () => undefined).notify(message);

    expect(outcomes).toMatchObject([{}, { outcome: 'failed' }]);
    expect(JSON.stringify(outcomes)).not.toContain('T0KEN');
  });

  it('does not throw when nobody listens, and tells the console all the same', async () => {
    const lines: string[] = [];
    const notifier = localNotifier({ webhook: 'http://127.0.0.1:1/x' }, (line) => lines.push(line));

    expect((await notifier.notify(message)).map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'failed',
    ]);
    expect(lines).toHaveLength(1);
  });
});
