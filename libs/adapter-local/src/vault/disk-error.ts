import { PortError } from '@afo/ports';

/** The error code of a failed system call, e.g. `ENOSPC`; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

// EFBIG: a limit on file sizes (ulimit -f, or the file system's own) is a disk that is full for this object.
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a system call on the vault's disk threw, as a PortError; one that is already one stays. */
export function asVaultError(error: unknown, doing: string): PortError {
  if (error instanceof PortError) return error;
  const code = systemCode(error);
  if (code !== undefined && FULL.has(code))
    return new PortError(
      'vault.full',
      `the vault's disk is full while ${doing}: free space and try again; what was committed is safe`,
      { cause: error, retryable: true },
    );
  return new PortError(
    'vault.unavailable',
    `the vault failed while ${doing} (${code ?? 'unexpected'})`,
    {
      cause: error,
      retryable: code === 'EIO' || code === 'EMFILE' || code === 'ENFILE',
    },
  );
}

/** Runs `work`; whatever the disk throws becomes a PortError. */
export async function onDisk<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asVaultError(error, doing);
  }
}
