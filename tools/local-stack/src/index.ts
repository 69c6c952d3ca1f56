export { startStack, stackStatus, stopStack } from './control.ts';
export { StackError } from './errors.ts';
export type { StackErrorCode } from './errors.ts';
export { appNames } from './programs.ts';
export type { AppName } from './programs.ts';
export { supervise } from './supervise.ts';
export type { Supervision } from './supervise.ts';
export type { ChildStatus, StackStatus } from './status-file.ts';
