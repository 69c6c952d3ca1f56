import type { Finding, OptOut } from '@afo/domain';
import { isAfoError, subjectKey } from '@afo/domain';
import type { SubjectTag, TagSetter, TagSetters } from '@afo/ports';
import { optOutTag } from './rules/opt-out.ts';

/** Most lookups for one delivery: it is delivered again where they would take too long. */
const LOOKUPS = 20;

/**
 * Finds out, before the rules are read, who set the tags by which subjects ask to be left out. Nothing is asked where
 * no answer could count. A lookup that fails leaves its tag without effect and keeps no finding from being taken.
 */
export async function taggersOf(
  findings: readonly Finding[],
  rule: OptOut | undefined,
  setters: TagSetters,
): Promise<(tag: SubjectTag) => TagSetter | undefined> {
  const asked = new Map<string, TagSetter>();
  const tags = (rule?.principals ?? []).length === 0 ? [] : findings.flatMap(tagsIn(rule));
  for (const tag of tags) {
    const key = keyOf(tag);
    if (asked.has(key)) continue;
    asked.set(key, asked.size < LOOKUPS ? await ask(setters, tag) : TOO_MANY);
  }
  return (tag) => asked.get(keyOf(tag));
}

const TOO_MANY = { unknown: `only ${LOOKUPS} tags of a delivery are looked up` } as const;

const tagsIn =
  (rule: OptOut | undefined) =>
  ({ subjects, subjectTags }: Finding): readonly SubjectTag[] =>
    subjects.flatMap((subject, index) => {
      const tag = optOutTag(rule, subjectTags?.[index] ?? {});
      return tag === undefined ? [] : [{ subject, ...tag }];
    });

const keyOf = ({ subject, key, value }: SubjectTag): string =>
  JSON.stringify([subjectKey(subject), key, value]);

async function ask(setters: TagSetters, tag: SubjectTag): Promise<TagSetter> {
  try {
    return await setters.setterOf(tag);
  } catch (error) {
    return { unknown: `the lookup failed${isAfoError(error) ? ` (${error.code})` : ''}` };
  }
}
