import { describe, expect, it } from 'vitest';
import { sigmaRuleSchema } from './rule-schema.ts';
import { compileRule } from './sigma-rule.ts';

const rule = (detection: object, change: object = {}) =>
  compileRule(
    sigmaRuleSchema.parse({
      title: 'test',
      id: '8b2b6b34-7a7e-4c57-9a2f-0f6d1f3c2a11',
      level: 'high',
      logsource: { product: 'linux', category: 'process_creation' },
      detection,
      tags: ['attack.persistence', 'attack.t1053.003', 'cve.2026.1'],
      ...change,
    }),
  );
const matches = (search: unknown, fields: Record<string, string | number>): boolean =>
  rule({ selection: search, condition: 'selection' }).matches({
    category: 'process_creation',
    fields,
  });

describe('when a Sigma rule is held against a record', () => {
  it.each([
    ['a value without case', { Image: '/TMP/X' }, { Image: '/tmp/x' }],
    ['one of several values', { Image: ['a', 'b'] }, { Image: 'b' }],
    ['a wildcard', { Image: '/tmp/*' }, { Image: '/tmp/x/y' }],
    ['a question mark', { Image: '/tmp/?' }, { Image: '/tmp/x' }],
    ['an escaped wildcard', { Line: String.raw`a\*b` }, { Line: 'a*b' }],
    ['the beginning', { 'Image|startswith': '/tmp/' }, { Image: '/tmp/x' }],
    ['the end', { 'Image|endswith': '.sh' }, { Image: '/a.sh' }],
    ['a part', { 'Line|contains': 'b' }, { Line: 'abc' }],
    ['all parts', { 'Line|contains|all': ['a', 'c'] }, { Line: 'abc' }],
    ['an expression', { 'Line|re': String.raw`\bid$` }, { Line: 'run id' }],
    ['case where it matters', { 'Line|contains|cased': 'B' }, { Line: 'aB' }],
    ['a range of addresses', { 'Ip|cidr': '198.51.100.0/24' }, { Ip: '198.51.100.23' }],
    ['a number', { 'Status|gte': 200 }, { Status: 204 }],
    ['a number as text', { Status: 200 }, { Status: 200 }],
    ['a field that is there', { 'Line|exists': true }, { Line: '' }],
    ['nothing', { Line: null }, { Line: '' }],
    ['a line break inside', { Line: 'a*b' }, { Line: 'a\nb' }],
    ['a list of maps', [{ Image: 'x' }, { Line: 'y' }], { Line: 'y' }],
    ['words anywhere', ['needle'], { Line: 'a needle here' }],
  ])('finds %s', (_, search, fields) => {
    expect(matches(search, fields)).toBe(true);
  });

  it.each([
    ['one value of all', { Image: 'x', Line: 'y' }, { Image: 'x', Line: 'z' }],
    ['a dot that is no wildcard', { Image: 'a.c' }, { Image: 'abc' }],
    ['an unescaped bracket', { Line: 'a[b' }, { Line: 'ab' }],
    ['all parts of which one is missing', { 'Line|contains|all': ['a', 'z'] }, { Line: 'abc' }],
    ['a field that is not there', { Missing: '*' }, { Line: 'x' }],
    ['an address outside', { 'Ip|cidr': '198.51.100.0/24' }, { Ip: '198.51.101.1' }],
    ['what is no address', { 'Ip|cidr': '198.51.100.0/24' }, { Ip: 'evil' }],
  ])('does not find %s', (_, search, fields) => {
    expect(matches(search, fields)).toBe(false);
  });

  it('looks only at records of its log source', () => {
    const web = rule({ s: { a: 'x' }, condition: 's' }, { logsource: { category: 'webserver' } });

    expect(web.matches({ category: 'process_creation', fields: { a: 'x' } })).toBe(false);
    expect(web.matches({ category: 'webserver', fields: { a: 'x' } })).toBe(true);
  });

  it('takes ATT&CK ids from its tags', () => {
    expect(rule({ s: { a: 'x' }, condition: 's' }).attack).toEqual(['T1053.003']);
  });

  it.each([
    [{ s: { 'a|base64offset': 'x' }, condition: 's' }],
    [{ s: { 'a|re': '(' }, condition: 's' }],
    [{ s: { 'a|cidr': 'x/33' }, condition: 's' }],
    [{ s: true, condition: 's' }],
    [{ s: { a: 'x' } }],
    [{ s: { a: { b: 'c' } }, condition: 's' }],
  ])('refuses %j, which it does not understand', (detection) => {
    expect(() => rule(detection)).toThrow();
  });
});
