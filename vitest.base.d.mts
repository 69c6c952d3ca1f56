import type { UserConfig } from 'vitest/config';
/** Settings that every project shares; `test` replaces single `test` options. */
export function project(root: string, test?: UserConfig['test']): UserConfig;
