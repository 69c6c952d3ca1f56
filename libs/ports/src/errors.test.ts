import { SAMPLE_CASE } from '@afo/domain/testing';
import { isAfoError } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { PortError, SubjectClaimedError } from './index.ts';

describe('what an adapter throws', () => {
  it('carries a stable code, its cause, and whether a retry can help, so that the engine need not guess', () => {
    const cause = new Error('ENOSPC');
    const error = new PortError('vault.full', 'the disk is full', { cause, retryable: true });

    expect(isAfoError(error)).toBe(true);
    expect([error.code, error.retryable, error.cause, error.name]).toEqual([
      'vault.full',
      true,
      cause,
      'PortError',
    ]);
  });

  it('is final unless it says otherwise', () => {
    expect(new PortError('source.changed', 'x').retryable).toBe(false);
  });

  it('names the open case of a claimed subject, so that the finding is attached there and not lost', () => {
    const error = new SubjectClaimedError(SAMPLE_CASE);

    expect(error).toBeInstanceOf(PortError);
    expect([error.code, error.caseId]).toEqual(['case-log.subject-claimed', SAMPLE_CASE]);
  });
});
