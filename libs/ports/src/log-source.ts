import type { ContentSource, ContentSources } from './content-source.ts';

/** Log files as bytes, never interpreted on their way in. Several files of one source follow each other. */
export type LogSource = ContentSource;
export type LogSources = ContentSources;
