export type SampleHostErrorCode =
  | 'sample-host.tool-missing'
  | 'sample-host.tool-failed'
  | 'sample-host.exists'
  | 'sample-host.bad-tree';

/** The image could not be made; nothing usable was left behind. */
export class SampleHostError extends Error {
  readonly code: SampleHostErrorCode;

  constructor(code: SampleHostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SampleHostError';
    this.code = code;
  }
}
