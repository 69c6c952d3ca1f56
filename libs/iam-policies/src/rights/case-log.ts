import { arnAt } from '../places.ts';
import type { Places } from '../places.ts';
import { allow } from '../statement.ts';
import type { Conditions, PolicyStatement } from '../statement.ts';

/** What the partition key of an item may be. A request that names none is not of the product. */
const leading = (...keys: readonly string[]): Conditions => ({
  Null: { 'dynamodb:LeadingKeys': ['false'] },
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
});

const table = (places: Places, name: string): string => arnAt(places, 'dynamodb', `table/${name}`);

/** Puts entries and checkpoints, and never updates or deletes one (F-66); keeps the list of cases beside them. */
export const caseLogWriter = (places: Places): readonly PolicyStatement[] => {
  const { entries, cases } = places.tables;
  return [
    allow('AppendEntries', {
      actions: ['dynamodb:PutItem'],
      resources: [table(places, entries)],
      conditions: leading('entries#*', 'checkpoints#*'),
    }),
    allow('PutCaseRows', {
      actions: ['dynamodb:PutItem'],
      resources: [table(places, cases)],
      conditions: leading('month#*', 'months', 'subject#*'),
    }),
    allow('CountAppends', {
      actions: ['dynamodb:UpdateItem'],
      resources: [table(places, cases)],
      conditions: leading('news#*'),
    }),
    allow('FreeSubjects', {
      actions: ['dynamodb:DeleteItem'],
      resources: [table(places, cases)],
      conditions: leading('subject#*'),
    }),
  ];
};

export const caseLogReader = (places: Places): readonly PolicyStatement[] => {
  const { entries, cases } = places.tables;
  return [
    allow('ReadEntries', {
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      resources: [table(places, entries)],
      conditions: leading('entries#*', 'checkpoints#*'),
    }),
    allow('ReadCases', {
      actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      resources: [table(places, cases)],
      conditions: leading('month#*', 'months', 'subject#*', 'news#*'),
    }),
  ];
};

/** Makes the list of cases anew out of the entries. */
export const caseLogRebuilder = (places: Places): readonly PolicyStatement[] => {
  const { entries, cases } = places.tables;
  return [
    allow('ScanForRebuild', {
      actions: ['dynamodb:Scan'],
      resources: [table(places, entries), table(places, cases)],
    }),
  ];
};
