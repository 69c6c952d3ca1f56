import type { LabDeployment } from './lab-deployment.ts';

/** One thing of a whole deployment that is broken, and what must then be told of it. */
export interface Breakage {
  readonly broken: string;
  readonly by: (lab: LabDeployment) => Promise<unknown>;
  /** All that is missing then, with a word of what is said. */
  readonly missing: Readonly<Record<string, RegExp>>;
}
