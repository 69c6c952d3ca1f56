import { Stack, Tokenization } from 'aws-cdk-lib';
import type { IResolvable } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PolicyDocument } from '@afo/iam-policies';
import { acknowledge } from './acknowledge.ts';

/**
 * The wildcards in the resources of a policy of the code, each by itself: one that comes in later has no reason yet
 * where it is not in the document. That each of them is needed is tested where the policies are made.
 */
export function acknowledgeWildcards(
  scope: IConstruct,
  document: PolicyDocument,
  reason: string,
): void {
  const resources = document.Statement.flatMap(({ Resource = [] }) => Resource);
  const found = resources.filter((resource) => resource.includes('*'));
  acknowledge(
    scope,
    Object.fromEntries(
      found.map((resource) => [`AwsSolutions-IAM5[Resource::${spelt(scope, resource)}]`, reason]),
    ),
  );
}

/** As cdk-nag writes what is known at deployment only: `<AWS::Partition>`, `<Key.Arn>`. */
function spelt(scope: IConstruct, text: string): string {
  const joined: unknown = Tokenization.reverseString(text)
    .mapTokens({
      mapToken: (token: IResolvable) => {
        const resolved: unknown = Stack.of(scope).resolve(token);
        return nameOf(resolved);
      },
    })
    .join(TEXTS);
  return textOf(joined);
}

const TEXTS = { join: (left: unknown, right: unknown) => `${textOf(left)}${textOf(right)}` };
const textOf = (part: unknown): string => (typeof part === 'string' ? part : '');

function nameOf(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return textOf(resolved);
  if ('Ref' in resolved) return `<${textOf(resolved.Ref)}>`;
  const of = 'Fn::GetAtt' in resolved ? resolved['Fn::GetAtt'] : undefined;
  return Array.isArray(of) ? `<${of.map(textOf).join('.')}>` : '';
}
