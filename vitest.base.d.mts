import type { TestUserConfig, ViteUserConfig } from 'vitest/config';

/** The settings that every project shares; what `test` holds replaces single `test` options. */
export function project(root: string, test?: TestUserConfig): ViteUserConfig;

/** Coverage settings under which every branch of a library must be tested. */
export const everyBranch: NonNullable<TestUserConfig['coverage']>;
