import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { PolicyDocument } from '../document.ts';
import type { AccessContext } from './judge.ts';

type Statement = PolicyDocument['Statement'][number];

const policy = (...statements: readonly Partial<Statement>[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map((statement, index) => ({
    Sid: `S${String(index)}`,
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: '*',
    ...statement,
  })),
});

const ask = (
  document: PolicyDocument,
  context: AccessContext = {},
  [action, resource]: readonly [string, string] = ['s3:GetObject', 'arn:aws:s3:::bucket/key'],
): boolean => judge([document], { action, resource, context }).allowed;

// IAM user guide, "Policy evaluation logic".
describe('when policies are judged', () => {
  it('denies what nothing allows, and what anything denies', () => {
    const denied = policy({}, { Effect: 'Deny', Resource: 'arn:aws:s3:::bucket/key' });

    expect(judge([policy()].slice(1), accessTo('s3:GetObject'))).toEqual({ allowed: false });
    expect(judge([policy({})], accessTo('s3:GetObject'))).toEqual({ allowed: true, by: 'S0' });
    expect(judge([denied], accessTo('s3:GetObject'))).toEqual({ allowed: false, by: 'S1' });
    expect(judge([policy({}), policy({ Effect: 'Deny' })], accessTo('s3:GetObject'))).toEqual({
      allowed: false,
      by: 'S0',
    });
  });

  it('takes names of actions in any case of letters, and wildcards in them', () => {
    expect(ask(policy({ Action: 'S3:getobject' }))).toBe(true);
    expect(ask(policy({ Action: ['s3:Put*', 's3:Get?bject'] }))).toBe(true);
    expect(ask(policy({ Action: 's3:Get' }))).toBe(false);
    expect(ask(policy({ Action: 's3.GetObject' }))).toBe(false);
  });

  it('lets no wildcard of an ARN reach into its next part', () => {
    const role = (pattern: string, arn: string): boolean =>
      ask(policy({ Action: 'sts:AssumeRole', Resource: pattern }), {}, ['sts:AssumeRole', arn]);

    expect(role('arn:aws:iam::*:role/afo', 'arn:aws:iam::111122223333:role/afo')).toBe(true);
    expect(role('arn:aws:iam::*:role/afo', 'arn:aws:iam::1:user/x:role/afo')).toBe(false);
    expect(role('arn:aws:iam*:role/afo', 'arn:aws:iam::111122223333:role/afo')).toBe(false);
    expect(role('arn:aws:iam::1:role/a.o', 'arn:aws:iam::1:role/afo')).toBe(false);
  });

  it('is held by all operators and keys, and by any one value', () => {
    const document = policy({
      Condition: {
        StringEquals: { 'a:one': ['x', 'y'], 'a:two': 'z' },
        StringLike: { 'a:three': 'begins*' },
      },
    });

    expect(ask(document, { 'a:one': 'y', 'A:Two': 'z', 'a:three': 'begins so' })).toBe(true);
    expect(ask(document, { 'a:one': 'y', 'a:two': 'y', 'a:three': 'begins so' })).toBe(false);
    expect(ask(document, { 'a:one': 'y', 'a:two': 'z' })).toBe(false);
  });

  it.each([
    ['ArnNotLike', { 'a:k': 'arn:*:iam::*:role/afo/*' }, {}, true],
    ['ArnNotLike', { 'a:k': 'arn:*:iam::*:role/afo/*' }, { 'a:k': 'arn:aws:iam::1:role/a' }, true],
    [
      'ArnNotLike',
      { 'a:k': 'arn:*:iam::*:role/afo/*' },
      { 'a:k': 'arn:aws:iam::1:role/afo/member' },
      false,
    ],
    // No wildcard reaches into the next part.
    ['ArnNotLike', { 'a:k': 'arn:*:role/afo/*' }, { 'a:k': 'arn:aws:iam::1:role/afo/x' }, true],
    ['StringEquals', { 'a:k': 'v' }, {}, false],
    ['StringEquals', { 'a:k': 'V' }, { 'a:k': 'v' }, false],
    ['StringNotEquals', { 'a:k': 'v' }, {}, true],
    ['StringNotEquals', { 'a:k': 'v' }, { 'a:k': 'v' }, false],
    ['Bool', { 'a:k': 'false' }, { 'a:k': 'false' }, true],
    ['Bool', { 'a:k': 'false' }, {}, false],
    ['Null', { 'a:k': 'true' }, {}, true],
    ['Null', { 'a:k': 'false' }, {}, false],
    ['Null', { 'a:k': 'false' }, { 'a:k': 'v' }, true],
    ['NumericLessThanEquals', { 'a:k': '10' }, { 'a:k': '9' }, true],
    ['NumericLessThanEquals', { 'a:k': '10' }, { 'a:k': '11' }, false],
    ['NumericLessThanEquals', { 'a:k': '10' }, { 'a:k': 'many' }, false],
    // A set without members is no reason to refuse; that is IAM's own trap.
    ['ForAllValues:StringEquals', { 'a:k': ['v', 'w'] }, {}, true],
    ['ForAllValues:StringEquals', { 'a:k': ['v', 'w'] }, { 'a:k': ['v'] }, true],
    ['ForAllValues:StringEquals', { 'a:k': ['v', 'w'] }, { 'a:k': ['v', 'x'] }, false],
    ['ForAllValues:StringLike', { 'a:k': 'month#*' }, { 'a:k': ['month#1', 'month#2'] }, true],
    ['ForAllValues:StringLike', { 'a:k': 'month#*' }, { 'a:k': ['month#1', 'other'] }, false],
  ] as const)('judges %s %o in %o as %s', (...[operator, keys, context, allowed]) => {
    expect(ask(policy({ Condition: { [operator]: keys } }), context)).toBe(allowed);
  });

  it('fills in the tags of the session, and fits nothing where there are none', () => {
    const document = policy({
      Condition: { StringEquals: { 'aws:ResourceTag/case': '${aws:PrincipalTag/case}' } },
    });
    const tag = { 'aws:ResourceTag/case': 'one' };

    expect(ask(document, { ...tag, 'aws:PrincipalTag/case': 'one' })).toBe(true);
    expect(ask(document, { ...tag, 'aws:PrincipalTag/case': 'two' })).toBe(false);
    expect(ask(document, tag)).toBe(false);
    expect(ask(document, { 'aws:ResourceTag/case': '${aws:PrincipalTag/case}' })).toBe(false);
  });

  it.each([
    ['an operator', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ['a set operator', { Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'x' } } }],
    ['an element', { NotAction: 's3:*' }],
    ['a principal', { Principal: { Service: 'ec2' } }],
    ['an empty list', { Action: [] }],
  ])('refuses a policy with %s that it does not know, and never judges it', (_, part) => {
    const [statement] = policy({}).Statement;
    const document = Object.assign(policy({}), { Statement: [Object.assign({}, statement, part)] });

    expect(() => ask(document)).toThrow();
  });

  it('refuses to compare a key of several values by an operator for one', () => {
    const document = policy({ Condition: { StringEquals: { 'aws:TagKeys': 'x' } } });

    expect(() => ask(document, { 'aws:TagKeys': ['x', 'y'] })).toThrow(/sets/);
  });
});

const accessTo = (action: string) => ({
  action,
  resource: 'arn:aws:s3:::bucket/key',
  context: {},
});
