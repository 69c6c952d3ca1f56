import type { OptOut } from '@afo/domain';
import { flagOf, matchesGlob } from '@afo/domain';
import { quoted } from '../quoted.ts';
import type { Tags } from '../subjects/tags.ts';

/** What a resource's tags say about being left out, in a sentence for the log. */
export type OptedOut =
  | { readonly optedOut: true; readonly reason: string }
  | { readonly optedOut: false; readonly note?: string };

/**
 * Whether a resource is left out of triage by a tag (TRI-6). The tag counts only when one of the playbook's principals
 * set it, as the stack's lookup proves; who set it is not known, or it was anybody else: it does not count, and the
 * reason says so. A workload must not be able to protect itself.
 */
export function optedOut(
  rule: OptOut | undefined,
  tags: Tags,
  taggedBy: (key: string) => string | undefined,
): OptedOut {
  const tag = rule?.tags.find(
    ({ key, when }) => Object.hasOwn(tags, key) && means(tags[key], when),
  );
  if (rule === undefined || tag === undefined) return { optedOut: false };
  const shown = `the tag ${quoted(tag.key)} asks to leave it out`;
  const principal = ask(() => taggedBy(tag.key));
  if (principal === undefined)
    return { optedOut: false, note: `${shown}, but who set it is not known` };
  if (!rule.principals.some((pattern) => matchesGlob(pattern, principal)))
    return { optedOut: false, note: `${shown}, but ${quoted(principal)} may not do that` };
  return { optedOut: true, reason: `${shown}, set by ${quoted(principal)}` };
}

const means = (value: string | undefined, when: 'yes' | 'no'): boolean =>
  flagOf(value ?? '') === (when === 'yes');

function ask(lookup: () => string | undefined): string | undefined {
  try {
    return lookup();
  } catch {
    return undefined;
  }
}
