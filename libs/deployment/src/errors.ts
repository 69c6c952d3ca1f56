export type DeploymentErrorCode = 'deployment.bad-environment';

/** A deployment cannot be made as it is described. Same shape as the product's other errors (code, retryable). */
export class DeploymentError extends Error {
  readonly code: DeploymentErrorCode;
  readonly retryable = false;

  constructor(code: DeploymentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeploymentError';
    this.code = code;
  }
}
