import { describe, expect, it } from 'vitest';
import { afoIn } from './afo-in-memory.ts';
import { ARN, errorOf, inAws, newest, ORDER } from './in-aws.ts';

describe('afo case open --emergency', () => {
  const open = ['case', 'open', '--instance', ARN, ...ORDER, '--emergency'];

  it('opens under an emergency authorisation that ends when the answer is due', async () => {
    const aws = inAws();

    const { status } = await afoIn(aws)(...open, '--answer-within', '2');

    const [granted] = (await newest(aws)).authorisations;
    expect([status, granted?.kind]).toEqual([0, 'emergency']);
    expect(Date.parse(granted?.until ?? '') - Date.parse(granted?.from ?? '')).toBe(7_200_000);
  });

  it.each(['0', '169', 'soon'])('opens nothing when the answer is due within %s', async (hours) => {
    const aws = inAws();

    const { out, status } = await afoIn(aws)(...open, '--answer-within', hours, '--json');

    expect([status, errorOf(out)]).toMatchObject([2, { code: 'cli.usage' }]);
    expect(await aws.ports.log.list()).toEqual([]);
  });
});
