export { EVENT_SOURCE } from './event-source.ts';
export { intakeRules } from './intake-rules.ts';
export type { IntakeRule } from './intake-rules.ts';
export { programSettings } from './settings/program-settings.ts';
export type { ProgramSettings } from './settings/program-settings.ts';
export { queueSettings } from './settings/queue-settings.ts';
