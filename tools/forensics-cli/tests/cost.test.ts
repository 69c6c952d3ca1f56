import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

const billSchema = z.object({
  lines: z.array(z.object({ what: z.string(), quantity: z.number(), usd: z.number() })),
  usd: z.number(),
});
const answerSchema = z.object({
  region: z.string(),
  idle: billSchema,
  case: billSchema,
  replaced: billSchema.extend({ idleUsd: z.number() }),
});

const cost = async (...flags: readonly string[]) => {
  const argv = ['--conditions=@afo/source', 'tools/forensics-cli/src/main.ts', 'cost', '--json'];
  const environment = ['--environment', 'deployment/environments/example.json'];
  const { stdout } = await run(process.execPath, [...argv, ...environment, ...flags], {
    cwd: root,
  });
  return stdout;
};

describe('afo cost', () => {
  it('counts what would be deployed, so that nobody finds out by the bill', async () => {
    const out = await cost('--prices', 'deployment/prices/us-east-1.json');

    const answer = answerSchema.parse(JSON.parse(out));
    for (const { lines, usd } of [answer.idle, answer.case, answer.replaced])
      expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(usd, 6);
    expect(answer.idle.lines.map(({ what }) => what).join('\n')).toMatch(
      /endpoint\/hour[^]*cache-node/,
    );
    expect(answer.idle.usd).toBeLessThan(answer.replaced.idleUsd);
  }, 60_000);

  it('refuses to guess where there is no table of prices for the region', async () => {
    const refused: unknown = await cost().catch((error: unknown) => error);

    expect(refused).toMatchObject({
      stdout: expect.stringContaining('there is no table of prices for eu-west-1') as unknown,
    });
  }, 60_000);
});
