import { defineConfig } from 'vitest/config';

import { everyBranch, project } from '../../vitest.base.mjs';

export default defineConfig(project(import.meta.dirname, { coverage: everyBranch }));
