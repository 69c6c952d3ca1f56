import { defineConfig } from 'vitest/config';

import { project } from '../../vitest.base.mjs';

export default defineConfig(project(import.meta.dirname));
