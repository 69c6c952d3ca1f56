import { readCachedProjectGraph } from '@nx/devkit';

/**
 * Without nx's project graph `@nx/enforce-module-boundaries` checks nothing and stays silent, and bare eslint exits 0.
 * This rule makes that loud. (nrwl/nx issues 8110, 26239)
 */
const requireProjectGraph = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { missing: 'No project graph: lint with `./afo exec nx lint PROJECT`.' },
  },
  create(context) {
    return {
      Program(node) {
        if (!hasProjectGraph()) context.report({ node, messageId: 'missing' });
      },
    };
  },
};

function hasProjectGraph() {
  try {
    return Object.keys(readCachedProjectGraph().nodes).length > 0;
  } catch {
    return false;
  }
}

export const graphGuard = { rules: { 'require-project-graph': requireProjectGraph } };
