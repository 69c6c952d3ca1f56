import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@nx/devkit';
import { describe, expect, it } from 'vitest';

const workflows = globSync('.github/workflows/*.yml', { cwd: workspaceRoot }).map((file) => ({
  file,
  text: readFileSync(join(workspaceRoot, file), 'utf8'),
}));

describe('the workflows', () => {
  it('exist', () => {
    expect(workflows.map(({ file }) => file).sort()).toEqual([
      '.github/workflows/ci.yml',
      '.github/workflows/release.yml',
    ]);
  });

  it('run no action that somebody else can change afterwards', () => {
    const uses = workflows.flatMap(({ text }) => text.match(/uses: .*/g) ?? []);

    expect(uses.length).toBeGreaterThan(0);
    expect(
      uses.filter((use) => !/^uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use)),
    ).toEqual([]);
  });

  it.each(workflows)('may by default only read: $file', ({ text }) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });

  it.each(workflows)('leave no credentials in the work tree: $file', ({ text }) => {
    const checkouts = text.match(/uses: actions\/checkout/g) ?? [];

    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });

  it('write nothing on a pull request', () => {
    const writing = workflows.filter(
      ({ text }) => /: write\b/.test(text) && text.includes('pull_request'),
    );

    expect(writing).toEqual([]);
  });
});
