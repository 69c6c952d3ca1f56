export type { AslDefinition, AslScope, AslState } from './asl.ts';
export { compile } from './compile.ts';
export { RETRYABLE } from './invoke.ts';
export type { Functions, Target } from './invoke.ts';
