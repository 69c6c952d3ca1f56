/** The source of our events: what rules match on, and what policies let us be. */
export const EVENT_SOURCE = 'automated-forensics-orchestrator';
