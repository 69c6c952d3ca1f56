import { join } from 'node:path';
import { isAfoError } from '@afo/domain';
import type { EvidenceKind } from '@afo/domain';
import type { AnalysisRequest, AnalysisTool, AnalysisToolIdentity, ToolRunner } from '@afo/ports';
import { AnalysisError } from '../errors.ts';
import { identityOf } from '../program/identity.ts';
import { EventSpool } from '../results/event-spool.ts';
import { Findings } from '../results/findings.ts';
import { openHost } from './host.ts';
import type { Host } from './host.ts';
import { prepareHost, preparingPrograms } from './prepare.ts';

/** One thing to look for on a host. To add one: write it, and name it in the tool that it belongs to. */
export interface Examination {
  readonly name: string;
  examine(host: Host, findings: Findings): Promise<void>;
}

export interface HostToolRecipe {
  readonly name: string;
  readonly ruleSets?: AnalysisToolIdentity['ruleSets'];
  readonly parameters?: Readonly<Record<string, string>>;
  /** Rules for the reading of contents, which all tools for hosts share. */
  readonly ruleFiles: readonly string[];
  readonly examinations: readonly Examination[];
}

/** A tool for disks that hold a host. An examination that fails is a limit; when all fail, the tool has failed. */
export class HostTool implements AnalysisTool {
  readonly name: string;
  readonly inputs: readonly EvidenceKind[] = ['disk'];
  readonly #recipe: HostToolRecipe;

  constructor(recipe: HostToolRecipe) {
    this.name = recipe.name;
    this.#recipe = recipe;
  }

  async identify(tools: ToolRunner): Promise<AnalysisToolIdentity> {
    const { name, ruleSets = [], parameters = {} } = this.#recipe;
    return identityOf(tools, { name, ruleSets, parameters, programs: preparingPrograms });
  }

  async run(request: AnalysisRequest): Promise<void> {
    const database = await prepareHost(request, this.#recipe.ruleFiles);
    using host = await openHost(request, database);
    using spool = new EventSpool(join(request.copy.scratch, `${this.name}.sqlite`));
    const findings = new Findings(request.sink, spool);
    for (const note of host.inventory.notes()) findings.limit(note);
    await this.#examine(host, findings, request);
    await findings.handOver();
  }

  async #examine(host: Host, findings: Findings, { sink, signal }: AnalysisRequest): Promise<void> {
    const { examinations } = this.#recipe;
    const failures: Error[] = [];
    for (const [index, examination] of examinations.entries()) {
      signal.throwIfAborted();
      sink.progress({
        done: index,
        total: examinations.length,
        unit: 'tools',
        activity: examination.name,
      });
      try {
        await examination.examine(host, findings);
      } catch (cause) {
        // Only what we know to be a matter of this input; a mistake of ours ends the run.
        if (!isAfoError(cause)) throw cause;
        failures.push(cause);
        findings.limit(`${examination.name} could not be examined: ${cause.message}.`);
      }
    }
    if (failures.length === examinations.length) {
      const message = `${this.name} could examine nothing`;
      throw new AnalysisError('analysis.content-unreadable', message, { cause: failures[0] });
    }
  }
}
