import { PortError } from '@afo/ports';
import { systemCode } from '../vault/disk-error.ts';

/** What a system call on a source threw, as a PortError. `what` names the source for people. */
export function asSourceError(error: unknown, what: string): PortError {
  if (error instanceof PortError) return error;
  const code = systemCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new PortError('source.not-found', `${what} is not there`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new PortError('source.not-found', `${what} may not be read by this user`, {
        cause: error,
      });
    // The device was pulled or has given up; it may come back.
    case 'ENXIO':
    case 'ENODEV':
    case 'ENOMEDIUM':
    case 'ESTALE':
      return new PortError('source.not-found', `${what} is gone`, {
        cause: error,
        retryable: true,
      });
    case 'EISDIR':
      return new PortError('source.unsupported', `${what} is a folder`, { cause: error });
    case undefined:
    default:
      return new PortError(
        'source.device-error',
        `${what} cannot be read (${code ?? 'unexpected'})`,
        {
          cause: error,
          retryable: true,
        },
      );
  }
}
