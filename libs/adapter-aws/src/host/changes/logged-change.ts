import type { EntryBody } from '@afo/domain';

/** What the log of a case holds of a change. */
export type LoggedChange = EntryBody<'resource.changed'>;
