import type { ToolResult, ToolRunner } from '@afo/ports';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { outputOf } from './output.ts';

const command = {
  program: 'tool',
  arguments: [],
  readable: [],
  limits: { seconds: 1, memoryBytes: 1, outputBytes: 1 },
};

type Run = ToolRunner['run'];
const runner = (run: Run): ToolRunner => ({
  run,
  identify: () => Promise.reject(new PortError('tool.missing', '')),
});
const says =
  (text: string, result: ToolResult): Run =>
  async (_, onOutput) => {
    await onOutput(Buffer.from(text));
    return result;
  };

async function all(run: Run, accept?: (result: ToolResult) => boolean): Promise<string> {
  const { signal } = new AbortController();
  const chunks: Uint8Array[] = [];
  const call = { tools: runner(run), command, signal, ...(accept === undefined ? {} : { accept }) };
  for await (const chunk of outputOf(call)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('when a program is read from', () => {
  it('gives its whole output', async () => {
    expect(await all(says('whole', { exitCode: 0, stderr: '' }))).toBe('whole');
  });

  it('F-06 does not end well when the program did not, whatever it had printed', async () => {
    await expect(all(says('half', { exitCode: 1, stderr: 'no such inode' }))).rejects.toMatchObject(
      {
        code: 'analysis.program-refused',
        message: 'tool ended with 1: no such inode',
      },
    );
  });

  it('F-10 passes on that the output was cut', async () => {
    const cut: Run = async (_, onOutput) => {
      await onOutput(Buffer.from('part'));
      throw new PortError('tool.output-limit', 'too much');
    };

    await expect(all(cut)).rejects.toMatchObject({ code: 'tool.output-limit' });
  });

  it('accepts another end only when it was asked to', async () => {
    expect(await all(says('x', { exitCode: 1, stderr: '' }), ({ exitCode }) => exitCode <= 1)).toBe(
      'x',
    );
  });

  it('stops the program when its reader stops, or it would run on for nobody', async () => {
    let stopped = false;
    const endless: Run = async (_, onOutput, signal) => {
      signal?.addEventListener('abort', () => (stopped = true));
      for (;;) {
        signal?.throwIfAborted();
        await onOutput(Buffer.alloc(65_536));
      }
    };

    const output = outputOf({
      tools: runner(endless),
      command,
      signal: new AbortController().signal,
    });
    await output.next();
    await output.return();

    expect(stopped).toBe(true);
  });
});
