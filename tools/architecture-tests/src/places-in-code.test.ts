import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');
/**
 * Makers of samples: what they write is somebody's finding or case, and never the product's own place. The lab plays
 * AWS and answers under its names.
 */
const samples = [
  'libs/conformance',
  'libs/domain/src/testing',
  'tools/aws-demo',
  'tools/aws-lab',
  'tools/sample-host',
  'tools/bench',
  'tools/forensics-cli/src/demo',
];
const sources = globSync('{apps,libs,tools}/*/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .filter((file) => !samples.some((folder) => file.startsWith(`${folder}/`)));

const PLACES = {
  'a partition': /\barn:aws|\baws-(?:cn|us-gov|iso|eusc)\b/,
  'a region':
    /\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)(?:-(?:gov|iso[a-z]*|[a-z]{2}))?-(?:north|south|east|west|central)(?:east|west)?-\d\b/,
  'an account': /(?<![\w-])\d{12}(?![\w-])/,
  'a host name of one partition': /\bamazonaws\.com|\bapi\.aws\b/,
};
const placesIn = (text: string): readonly string[] =>
  Object.entries(PLACES).flatMap(([what, place]) => (place.test(text) ? [`${what}: ${text}`] : []));

/** Texts of the program: comments, which may give an example, are not among them. */
function textsIn(file: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node)) texts.push(node.text);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) texts.push(node.text);
    node.forEachChild(visit);
  };
  const text = readFileSync(join(root, file), 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return texts;
}

describe('F-67 a place in AWS', () => {
  it('stands nowhere in the code, so that GovCloud, China and every account are served alike', () => {
    const found = sources.flatMap((file) =>
      textsIn(file)
        .flatMap(placesIn)
        .map((fault) => `${file}: ${fault}`),
    );

    expect(sources.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });

  it('stands in no playbook and no rule that is delivered', () => {
    const files = globSync('deployment/{playbooks,rules}/**/*.{yaml,yml,json}', { cwd: root });
    const textOf = (file: string): string =>
      readFileSync(join(root, file), 'utf8').replaceAll(/^ *#.*$/gm, '');
    const found = files.filter((file) => placesIn(textOf(file)).length > 0);

    expect(files.length).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });

  it('would be found', () => {
    const written = [
      'arn:aws:iam::aws:policy/x',
      'aws-us-gov',
      'us-east-1',
      'https://s3.us-gov-west-1.amazonaws.com',
      'eusc-de-east-1',
      'ap-southeast-2',
      '111122223333',
    ];
    const harmless = ['aws', 'arn:', '^arn:(aws(?:-[a-z0-9]+)*)', '1234567890123', 'north-1', ''];

    expect(written.filter((text) => placesIn(text).length === 0)).toEqual([]);
    expect(harmless.flatMap(placesIn)).toEqual([]);
  });
});
