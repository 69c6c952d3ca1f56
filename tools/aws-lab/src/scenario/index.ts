export { LabCaller, textsIn } from './lab-caller.ts';
export { readScenario } from './read-scenario.ts';
export { scenarioSchema } from './scenario-schema.ts';
export type { Scenario, ScenarioInput } from './scenario-schema.ts';
