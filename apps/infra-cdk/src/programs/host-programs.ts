/** Programs that run on a forensic host, each as a service of its name and in a role of its name. */
export const hostPrograms = ['acquisition-agent', 'analysis-worker', 'report-generator'] as const;
export type HostProgram = (typeof hostPrograms)[number];
