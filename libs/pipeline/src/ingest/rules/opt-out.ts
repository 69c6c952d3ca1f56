import type { OptOut } from '@afo/domain';
import { flagOf, matchesGlob } from '@afo/domain';
import type { TagSetter } from '@afo/ports';
import { quoted } from '../quoted.ts';
import type { Tags } from '../subjects/tags.ts';

/** What a resource's tags say about being left out, in a sentence for the log. */
export type OptedOut =
  | { readonly optedOut: true; readonly reason: string }
  | { readonly optedOut: false; readonly note?: string };

/** A tag with its value. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * Whether a resource is left out of triage by a tag (TRI-6). The tag counts only when one of the playbook's principals
 * set it, as the stack's lookup proves; who set it is not known, or it was anybody else: it does not count, and the
 * reason says so. A workload must not be able to protect itself.
 */
export function optedOut(
  rule: OptOut | undefined,
  tags: Tags,
  taggedBy: (tag: Tag) => TagSetter | undefined,
): OptedOut {
  const tag = optOutTag(rule, tags);
  if (rule === undefined || tag === undefined) return { optedOut: false };
  const shown = `the tag ${quoted(tag.key)} asks to leave it out`;
  const setter = taggedBy(tag);
  if (setter === undefined)
    return { optedOut: false, note: `${shown}, but who set it is not known` };
  if ('unknown' in setter)
    return { optedOut: false, note: `${shown}, but who set it is not known: ${setter.unknown}` };
  if (!rule.principals.some((pattern) => matchesGlob(pattern, setter.arn)))
    return { optedOut: false, note: `${shown}, but ${quoted(setter.arn)} may not do that` };
  return { optedOut: true, reason: `${shown}, set by ${quoted(setter.arn)}` };
}

/** The tag by which a resource asks to be left out: the first one of the playbook's that says so. */
export function optOutTag(rule: OptOut | undefined, tags: Tags): Tag | undefined {
  for (const { key, when } of rule?.tags ?? []) {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    if (value !== undefined && flagOf(value) === (when === 'yes')) return { key, value };
  }
  return undefined;
}
