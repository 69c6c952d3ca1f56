export { startGateway } from './gateway.ts';
export type { Gateway, GatewayOptions, LabCredentials, SessionWish } from './gateway.ts';
export { isChanging } from './changing.ts';
export { labFaultKinds } from './fault-schema.ts';
export type { LabFaultKind, LabFaultRule } from './fault-schema.ts';
export type { LabCall } from './call-log.ts';
export type { Servers } from './route.ts';
export type { LabRole, Principal } from './sessions.ts';
export type { WornRole } from './worn-role.ts';
