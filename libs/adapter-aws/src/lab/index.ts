export { makeLabDeployment } from './lab-deployment.ts';
export type { LabDeployment, LabFunction, LabPlan } from './lab-deployment.ts';
export { makeLabStores } from './lab-stores.ts';
