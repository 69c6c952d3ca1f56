import { PortError } from '@afo/ports';
import { z } from 'zod';
import { wearers } from '../host/facts/role-wearers.ts';
import type { PrincipalContext } from './principal-context.ts';
import type { ReadPrincipal } from './read-principal.ts';

const MOST_NAMED = 150;

/**
 * Whom the containment of a principal hits besides whoever misuses it (F-27), in words for the plan. What cannot be
 * looked up is said, never left out.
 */
export async function alsoHitByDenial(
  context: PrincipalContext,
  { trust }: ReadPrincipal,
): Promise<readonly string[]> {
  const { kind, id } = context.subject;
  if (kind === 'iam-user')
    return [`whoever signs in or works as user ${id}, by console, key or session`];
  return [
    ...(await hosts(context)),
    ...trusted(trust).map((who) => `${who} may take role ${id}`),
    `whoever else holds a session of role ${id}, in any region`,
  ].map((words) => words.slice(0, 1024).toWellFormed());
}

async function hosts({ calls, subject: { id } }: PrincipalContext): Promise<readonly string[]> {
  try {
    const all = await wearers(calls, id);
    const named = all.slice(0, MOST_NAMED).map((instance) => `${instance} wears role ${id}`);
    const left = all.length - named.length;
    return left === 0 ? named : [...named, `${String(left)} more instances wear role ${id}`];
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return [`instances that wear role ${id}: not known (${error.code})`];
  }
}

const listed = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const principals = z.union([
  z.literal('*').transform(() => ['*']),
  z.record(z.string(), listed).transform((byKind) => Object.values(byKind).flat()),
]);
const statement = z.object({ Effect: z.string(), Principal: principals });
const trustSchema = z.object({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

const MOST_TRUSTED = 40;

/** Who may take a role, by its own trust policy. */
function trusted(trust: string | undefined): readonly string[] {
  const policy = trustSchema.safeParse(parsed(trust));
  if (!policy.success) return ['somebody (the trust policy could not be read)'];
  const all = policy.data.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
    ({ Principal }) => Principal,
  );
  const named = [...new Set(all)].sort();
  const left = named.length - MOST_TRUSTED;
  return left <= 0 ? named : [...named.slice(0, MOST_TRUSTED), `${String(left)} more`];
}

function parsed(trust: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(trust ?? ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof URIError) return undefined;
    throw error;
  }
}
