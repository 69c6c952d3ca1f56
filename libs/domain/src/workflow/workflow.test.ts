import { describe, expect, it } from 'vitest';
import { step, when } from './workflow.ts';
import type { Workflow } from './workflow.ts';

describe('when a workflow is put together', () => {
  it('says of a step that its failure is recorded and passed over, unless told otherwise', () => {
    expect(step('triage')).toMatchObject({ run: { as: 'call' }, onFailure: 'record' });
    expect(step('triage', { onFailure: 'stop' }).onFailure).toBe('stop');
  });

  it('keeps what to do otherwise only where something is to be done', () => {
    const branch: Workflow = when('isolates', step('contain'), step('prove'));

    expect(branch).toMatchObject({ otherwise: { name: 'prove' } });
    expect('otherwise' in when('isolates', step('contain'))).toBe(false);
  });
});
