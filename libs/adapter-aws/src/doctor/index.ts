export { deploymentReadiness } from './deployment-readiness.ts';
export type { DeploymentReadinessConfig } from './deployment-readiness.ts';
