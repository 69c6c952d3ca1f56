import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { LabAgent, ScriptEnd } from './lab-agent.ts';

/** What GetCommandInvocation gives of an output; the rest is in S3 or lost (SSM API reference). */
const STDOUT_KEPT = 24_000;
const STDERR_KEPT = 8_000;

type Status = 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';

export interface WantedCommand {
  readonly document: string;
  readonly script: string;
  readonly seconds: number;
  readonly agents: readonly (readonly [string, LabAgent])[];
}

interface Invocation {
  readonly command: string;
  readonly instance: string;
  readonly document: string;
  readonly cancel: AbortController;
  readonly begunAt: number;
  status: Status;
  end: ScriptEnd;
}

/** Commands under way and done. */
export class CommandShelf {
  readonly #invocations: Invocation[] = [];

  /** Begins a command on all its instances; answers with its id. */
  begin({ document, script, seconds, agents }: WantedCommand): string {
    const command = randomUUID();
    for (const [instance, agent] of agents) {
      const invocation: Invocation = {
        ...{ command, instance, document },
        cancel: new AbortController(),
        begunAt: Date.now(),
        status: 'InProgress',
        end: { code: -1, stdout: '', stderr: '' },
      };
      this.#invocations.push(invocation);
      void run(invocation, agent, { script, seconds });
    }
    return command;
  }

  cancel(command: string): void {
    for (const invocation of this.#invocations)
      if (invocation.command === command) invocation.cancel.abort();
  }

  invocation(command: string, instance: string): object | undefined {
    const found = this.#invocations.find(
      (candidate) => candidate.command === command && candidate.instance === instance,
    );
    if (found === undefined) return undefined;
    return {
      ...summaryOf(found),
      ResponseCode: found.end.code,
      StandardOutputContent: found.end.stdout.slice(0, STDOUT_KEPT),
      StandardErrorContent: found.end.stderr.slice(0, STDERR_KEPT),
      ExecutionStartDateTime: new Date(found.begunAt).toISOString(),
    };
  }

  list(command: string | undefined): readonly object[] {
    return this.#invocations
      .filter((candidate) => command === undefined || candidate.command === command)
      .map(summaryOf);
  }
}

const summaryOf = ({ command, instance, document, status }: Invocation) => ({
  ...{ CommandId: command, InstanceId: instance, DocumentName: document },
  ...{ Status: status, StatusDetails: status },
});

async function run(
  invocation: Invocation,
  agent: LabAgent,
  { script, seconds }: { readonly script: string; readonly seconds: number },
): Promise<void> {
  const late = AbortSignal.timeout(seconds * 1_000);
  try {
    const signal = AbortSignal.any([late, invocation.cancel.signal]);
    const end = await Promise.race([agent.run(script, signal), refusal(signal)]);
    settle(invocation, end.code === 0 ? 'Success' : 'Failed', end);
  } catch (error) {
    // An agent that breaks has not run the script to its end, whatever it did before.
    settle(invocation, 'Failed', { ...invocation.end, stderr: String(error) });
  }
  if (late.aborted) invocation.status = 'TimedOut';
  if (invocation.cancel.signal.aborted) invocation.status = 'Cancelled';
}

/** An agent that does not mind its time is not waited for. */
const refusal = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('the command was ended from outside');
};

function settle(invocation: Invocation, status: Status, end: ScriptEnd): void {
  invocation.status = status;
  invocation.end = end;
}
