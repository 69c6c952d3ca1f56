import { CustodyError } from '../../src/index.ts';

/** The code of what is thrown; anything else that is thrown goes on its way. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CustodyError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}
