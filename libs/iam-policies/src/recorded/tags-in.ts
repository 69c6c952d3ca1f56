import type { RecordedCall } from './recorded-call.ts';
import { objects, text, texts } from './values.ts';

type Tags = Readonly<Record<string, string>>;

/**
 * The tags that resources have got by the recorded calls, by id: of what was made with tags, and of what was tagged.
 * Tags that were taken away again stay, as a call may have been made while they were there.
 */
export function tagsIn(calls: readonly RecordedCall[]): (id: string) => Tags {
  const known = new Map<string, Tags>();
  const add = (ids: readonly string[], tags: Tags): void => {
    for (const id of ids) known.set(id, { ...known.get(id), ...tags });
  };
  for (const { service, operation, parameters, made = [] } of calls) {
    if (service !== 'ec2') continue;
    const specified = objects(parameters, 'TagSpecification').flatMap((one) => objects(one, 'Tag'));
    add(made, tagsOf(specified));
    if (operation === 'CreateTags')
      add(texts(parameters, 'ResourceId'), tagsOf(objects(parameters, 'Tag')));
  }
  return (id) => known.get(id) ?? {};
}

const tagsOf = (tags: readonly Readonly<Record<string, unknown>>[]): Tags =>
  Object.fromEntries(tags.map((tag) => [text(tag, 'Key'), text(tag, 'Value')]));
