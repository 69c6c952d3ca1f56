import type { ContentSource, ContentSources } from './content-source.ts';

/**
 * A capture of memory (LiME, AVML, ELF core, raw). Its bytes are sealed as they are, container and all; what they
 * hold is judged by `inspectMemory` (libs/pipeline), not by the source.
 */
export type MemorySource = ContentSource;
export type MemorySources = ContentSources;
