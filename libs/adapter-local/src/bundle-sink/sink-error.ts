import { PortError } from '@afo/ports';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Runs `work`; what the destination's disk threw becomes a PortError, and what the content threw stays as it is. */
export async function onDestination<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asSinkError(error, doing);
  }
}

export function asSinkError(error: unknown, doing: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  if (FULL.has(code))
    return new PortError('export.full', `the disk is full while ${doing}; nothing was left there`, {
      cause: error,
      retryable: true,
    });
  return new PortError('export.unwritable', `${doing} failed (${code})`, { cause: error });
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}

export const exists = (path: string): PortError =>
  new PortError('export.exists', `${path} is there already, and nothing is overwritten`);

export const wrongLength = (path: string, bytes: number): PortError =>
  new PortError(
    'export.wrong-length',
    `${path} has not the ${String(bytes)} bytes that it should have`,
  );
