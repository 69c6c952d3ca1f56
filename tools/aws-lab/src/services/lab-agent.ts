/** What a script of a command came to. */
export interface ScriptEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The agent of an instance that really runs somewhere: it runs the script, or it is not an agent. */
export interface LabAgent {
  readonly platform: string;
  readonly platformVersion: string;
  run(script: string, signal: AbortSignal): Promise<ScriptEnd>;
}
