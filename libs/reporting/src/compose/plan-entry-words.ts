import type { Entry, EntryBody, Words } from '@afo/domain';
import { counted } from '../text/quantities.ts';

/** The entries about the plan, in one line each. */
export function planWords(entry: Entry<'plan.detailed' | 'plan.made'>): Words {
  switch (entry.type) {
    case 'plan.detailed':
      return [partWords(entry.body)];
    case 'plan.made':
      return [madeWords(entry.body)];
  }
}

const partWords = ({ part, of, items, changes }: EntryBody<'plan.detailed'>): string =>
  `Part ${String(part)} of ${String(of)} of a plan: ` +
  `${counted(items.length, 'item')} to acquire, ${counted(changes.length, 'change')} to the host`;

function madeWords({ plan, inParts }: EntryBody<'plan.made'>): string {
  const { order, isolate } = plan ?? inParts?.outline ?? {};
  const lists =
    plan === undefined
      ? `of the ${counted(inParts?.parts ?? 0, 'part')} before, ${String(order)}`
      : `${counted(plan.items.length, 'item')} to acquire, ${plan.order}, ` +
        `${counted(plan.changes.length, 'change')} to the host`;
  return `Plan made: ${lists}, isolation ${isolate === true ? 'ordered' : 'not ordered'}`;
}
