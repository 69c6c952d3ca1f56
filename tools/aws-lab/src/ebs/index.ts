export { startEbsLab } from './ebs-lab.ts';
export type { EbsLab, EbsLabOptions } from './ebs-lab.ts';
export { DOCUMENTED_QUOTAS } from './quotas.ts';
export type { EbsQuotas } from './quotas.ts';
export type { LabKey } from './principal.ts';
export type { EbsCall, EbsFaultKind, EbsFaultRule, LabSnapshot } from './types.ts';

/** The lab server as a program of its own, see main.ts. */
export const ebsLabProgram = new URL('main.ts', import.meta.url);
