import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { workspaceRoot } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const projectSchema = z.object({
  name: z.string(),
  data: z.object({
    root: z.string(),
    tags: z.array(z.string()),
    targets: z.record(z.string(), z.object({ inputs: z.array(z.unknown()).optional() })),
  }),
});
const graphSchema = z.object({ graph: z.object({ nodes: z.record(z.string(), projectSchema) }) });
type Project = z.infer<typeof projectSchema>;

let projects: Project[];

beforeAll(async () => {
  const { stdout } = await promisify(execFile)('nx', ['graph', '--print'], {
    cwd: workspaceRoot,
    maxBuffer: 64 * 1024 * 1024,
  });
  projects = Object.values(graphSchema.parse(JSON.parse(stdout)).graph.nodes);
}, 60_000);

/** The projects of which something is true that must not be. */
const those = (wrong: (project: Project) => boolean): string[] =>
  projects.filter(wrong).map(({ name }) => name);

describe('every project', () => {
  it('is found at all', () => {
    const folders = globSync('{apps,libs,tools}/*/package.json', { cwd: workspaceRoot })
      .map((file) => file.split('/').slice(0, 2).join('/'))
      .filter((folder) => folder !== 'tools/bootstrap');

    expect(projects.map(({ data }) => data.root).sort()).toEqual(folders.sort());
  });

  it('is linted, type-checked, built and tested', () => {
    const checks = ['lint', 'typecheck', 'build', 'test'];

    expect(those(({ data }) => checks.some((check) => !(check in data.targets)))).toEqual([]);
  });

  it('carries one type and one scope that the boundaries know, or no wall would hold it', () => {
    const types = [
      'adapter',
      'app',
      'check',
      'domain',
      'infra',
      'port',
      'testing',
      'usecase',
      'util',
    ].map((type) => `type:${type}`);
    const scopes = ['aws', 'core', 'local', 'redis', 'shared'].map((scope) => `scope:${scope}`);
    const one = (tags: readonly string[], known: readonly string[]): boolean =>
      tags.filter((tag) => known.includes(tag)).length === 1;

    expect(those(({ data }) => !one(data.tags, types) || !one(data.tags, scopes))).toEqual([]);
  });

  it('of the domain carries its own name, by which its outside libraries are limited', () => {
    const domain = ({ data }: Project): boolean => data.tags.includes('type:domain');

    expect(
      those((project) => domain(project) && !project.data.tags.includes(`lib:${project.name}`)),
    ).toEqual([]);
  });

  it('is built again when its own sources change', () => {
    const inputs = ({ data }: Project): unknown[] => data.targets['build']?.inputs ?? [];

    expect(those((project) => !inputs(project).includes('{projectRoot}/src/**/*.ts'))).toEqual([]);
  });
});

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

describe('every dependency', () => {
  it('takes its version from the one catalogue', () => {
    const elsewhere = [
      'package.json',
      ...globSync('{apps,libs,tools}/*/package.json', { cwd: workspaceRoot }),
    ]
      .filter((file) => !file.startsWith('tools/bootstrap/'))
      .flatMap((file) => {
        const { dependencies, devDependencies } = packageSchema.parse(
          JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')),
        );
        return Object.entries({ ...dependencies, ...devDependencies })
          .filter(([, version]) => version !== 'catalog:' && version !== 'workspace:*')
          .map(([name, version]) => `${file}: ${name} ${version}`);
      });

    expect(elsewhere).toEqual([]);
  });

  it('is pinned to one exact version there', () => {
    const workspace = readFileSync(join(workspaceRoot, 'pnpm-workspace.yaml'), 'utf8');
    const [, catalogue = ''] = /^catalog:\n((?: .*\n)+)/m.exec(workspace) ?? [];
    const lines = catalogue
      .split('\n')
      .filter((line) => line !== '' && !line.trimStart().startsWith('#'));

    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !/: '?\d+\.\d+\.\d+[\w.-]*'?$/.test(line))).toEqual([]);
  });
});

describe('every source file', () => {
  const sources = globSync('{apps,libs,tools}/*/{src,tests}/**/*.ts', {
    cwd: workspaceRoot,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  });

  it('is looked at', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('and every folder has a name in kebab-case', () => {
    const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|local|aws|d))*(?:\.ts)?$/;

    expect(sources.filter((file) => !file.split('/').every((part) => kebab.test(part)))).toEqual(
      [],
    );
  });

  it('is named after what is in it, and not after what it is good for', () => {
    const vague =
      /^(?:utils?|common|helpers?|misc|shared|manager|service|.*-(?:utils?|helpers?|manager|service|impl))(?:\.ts)?$/;
    const parts = (file: string): string[] => [...file.split('/').slice(2, -1), basename(file)];

    expect(sources.filter((file) => parts(file).some((part) => vague.test(part)))).toEqual([]);
  });
});
