/** Where in a template a policy stands, and so what it can do. */
export type PolicyKind =
  /** Gives rights to whoever wears it. */
  | 'identity'
  /** Says who may take a role. */
  | 'trust'
  /** Says who may use a key, a bucket, a queue. */
  | 'resource'
  /** Narrows what goes through, and gives nothing. */
  | 'limit';

/** A statement of any policy in a template, with its references written out. */
export interface TemplateStatement {
  readonly stack: string;
  /** Account of the stack; nothing for a template that is put into accounts unknown. */
  readonly account: string | undefined;
  readonly id: string;
  readonly type: string;
  readonly kind: PolicyKind;
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** ARNs, accounts, services, `*`. */
  readonly principals: readonly string[];
  /** `operator key` in small letters, and the values. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
  /** Elements that this reading knows nothing of: a policy with them is not understood. */
  readonly unknown: readonly string[];
}

export interface SynthesisedStack {
  readonly name: string;
  readonly account: string | undefined;
  readonly template: Template;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Every statement of every policy, wherever in a resource it stands. */
export const statementsIn = (stack: SynthesisedStack): readonly TemplateStatement[] =>
  Object.entries(stack.template.Resources).flatMap(([id, resource]) =>
    documentsIn(resource.Properties, kindOf(resource.Type)).flatMap(({ document, kind }) =>
      listOf(document['Statement']).map((statement) =>
        read(record(statement), { ...stack, id, type: resource.Type, kind }),
      ),
    ),
  );

interface Place {
  readonly name: string;
  readonly account: string | undefined;
  readonly id: string;
  readonly type: string;
  readonly kind: PolicyKind;
}

function kindOf(type: string): PolicyKind {
  if (type === 'AWS::EC2::VPCEndpoint') return 'limit';
  return type.startsWith('AWS::IAM::') ? 'identity' : 'resource';
}

type Document = Readonly<Record<string, unknown>>;

function documentsIn(
  value: unknown,
  kind: PolicyKind,
): readonly { readonly document: Document; readonly kind: PolicyKind }[] {
  if (Array.isArray(value)) return value.flatMap((one) => documentsIn(one, kind));
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) return [{ document: record(value), kind }];
  return Object.entries(value).flatMap(([key, one]) =>
    documentsIn(one, key === 'AssumeRolePolicyDocument' ? 'trust' : kind),
  );
}

const KNOWN = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

function read(statement: Document, { name, ...place }: Place): TemplateStatement {
  return {
    stack: name,
    ...place,
    sid: textOf(statement['Sid'] ?? ''),
    effect: textOf(statement['Effect']),
    actions: listOf(statement['Action']).map(textOf),
    resources: listOf(statement['Resource']).map(textOf),
    principals: principalsOf(statement['Principal']),
    conditions: conditionsOf(record(statement['Condition'] ?? {})),
    unknown: Object.keys(statement).filter((key) => !KNOWN.includes(key)),
  };
}

const principalsOf = (principal: unknown): readonly string[] =>
  typeof principal === 'object' && principal !== null
    ? Object.values(principal).flatMap((one) => listOf(one).map(textOf))
    : listOf(principal).map(textOf);

const conditionsOf = (conditions: Document): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(record(keys)).map(
        ([key, values]) =>
          [`${operator} ${key}`.toLowerCase(), listOf(values).map(textOf)] as const,
      ),
    ),
  );

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws' };

/** A text with what is known at deployment only written as `<…>`. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, of] = ['', '']] = Object.entries(value);
  if (name === 'Ref') return PSEUDO[String(of)] ?? `<${String(of)}>`;
  if (name === 'Fn::Join' && Array.isArray(of))
    return listOf(of[1]).map(textOf).join(String(of[0]));
  return `<${JSON.stringify(of)}>`;
}

function record(value: unknown): Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`a policy with ${JSON.stringify(value)} in place of an object`);
  return Object.fromEntries(Object.entries(value));
}

const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
