import type { AnalysisToolIdentity, ToolRunner } from '@afo/ports';

/** Version of what this library itself does to the output of programs and to evidence. */
export const TOOL_VERSION = '0.1.0';

export interface IdentityRecipe {
  readonly name: string;
  readonly programs: readonly string[];
  readonly ruleSets?: AnalysisToolIdentity['ruleSets'];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a tool of ours is: its own version, and of every program that it runs the version, digest and isolation. */
export async function identityOf(
  tools: ToolRunner,
  { name, programs, ruleSets = [], parameters = {} }: IdentityRecipe,
): Promise<AnalysisToolIdentity> {
  const named: Record<string, string> = { ...parameters };
  for (const program of programs) {
    const { version, sha256, isolation } = await tools.identify(program);
    named[`${program}.version`] = version;
    named[`${program}.sha256`] = sha256;
    named[`${program}.isolation`] = isolation;
  }
  return { tool: { name, version: TOOL_VERSION, parameters: named }, ruleSets };
}
