import type { AccessContext } from '../judge/judge.ts';
import { text } from './values.ts';

/** The tags of a request, as the context keys of IAM. */
export function requestTags(tags: readonly Readonly<Record<string, unknown>>[]): AccessContext {
  if (tags.length === 0) return {};
  return {
    'aws:TagKeys': tags.map((tag) => text(tag, 'Key')),
    ...Object.fromEntries(
      tags.map((tag) => [`aws:RequestTag/${text(tag, 'Key')}`, text(tag, 'Value')]),
    ),
  };
}
