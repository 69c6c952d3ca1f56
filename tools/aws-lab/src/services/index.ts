export { cloudTrailDesk } from './cloud-trail.ts';
export { consolePicturesDesk } from './console-pictures.ts';
export { scriptedInsightsDesk } from './scripted-insights.ts';
export type { ScriptedPath } from './scripted-insights.ts';
export { securityHubDesk } from './security-hub.ts';
export { runCommandDesk } from './run-command.ts';
export type { AgentPlace } from './run-command.ts';
export type { LabAgent, ScriptEnd } from './lab-agent.ts';
