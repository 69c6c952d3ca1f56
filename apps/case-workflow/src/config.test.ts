import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('when the engine is started', () => {
  it('needs no settings, and then works in the working directory with the default playbook', () => {
    const { folder, queue, playbook } = readConfig({});

    expect(folder.home).toBe(join(process.cwd(), '.afo'));
    expect(queue).toEqual({ redis: { url: `unix://${folder.redisSocket}` }, lockSeconds: 30 });
    expect(playbook).toBeUndefined();
  });

  it('finds its playbook wherever it is started from later', () => {
    expect(readConfig({ AFO_PLAYBOOK: 'rules.yaml' }).playbook).toBe(
      join(process.cwd(), 'rules.yaml'),
    );
  });

  it('does not start with a lock time that is none', () => {
    expect(() => readConfig({ AFO_LOCK_SECONDS: '0' })).toThrow(/AFO_LOCK_SECONDS/);
  });
});
