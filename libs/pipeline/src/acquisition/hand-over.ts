import type { CaseId, Entry, EntryBody, PlannedItem, Source } from '@afo/domain';
import { isAfoError, isEntry } from '@afo/domain';
import type { CaseLog, HandoverContext, TakenSnapshot } from '@afo/ports';
import { carryOut } from '../host/carry-out.ts';
import type { StepContext } from '../step/step.ts';

/** The setting of the change by which a step begins snapshots: what is in effect after it maps volumes to them. */
const SNAPSHOT_SET = 'volume.snapshots';

/** The source to open: brought within reach where the stack must do so first. */
export async function handOver(context: StepContext, source: Source): Promise<Source> {
  const { handover } = context.ports;
  return handover === undefined ? source : handover.ready(source, await handoverContext(context));
}

/**
 * Takes away what the handover of a verified disk has left behind. What could not be taken away is in the log as failed
 * changes and in the facts of the step; it makes no evidence unverified.
 */
export async function cleanUpAfter(
  context: StepContext,
  planned: PlannedItem | undefined,
): Promise<Readonly<Record<string, string | boolean>>> {
  const { handover } = context.ports;
  if (handover === undefined || planned?.kind !== 'disk') return {};
  try {
    await handover.cleanUp(planned.source, await handoverContext(context));
    return { cleanedUp: true };
  } catch (error) {
    if (context.signal.aborted || isOfTheLog(error)) throw error;
    if (isAfoError(error)) return { cleanedUp: false, cleanUpFailure: error.code };
    context.unexpected?.(error);
    return { cleanedUp: false, cleanUpFailure: 'step.unexpected' };
  }
}

async function handoverContext(context: StepContext): Promise<HandoverContext> {
  const { ports, book, signal } = context;
  const logged = await changesIn(ports.log, book.id);
  return {
    case: book.id,
    taken: logged.flatMap(({ body }) => takenIn(body)),
    open: openIn(logged),
    done: logged.map(({ body }) => body).filter(({ phase }) => phase === 'done'),
    carryOut: async (changes) =>
      carryOut(changes, {
        record: (...drafts) => context.record(...drafts),
        logged: await changesIn(ports.log, book.id),
      }),
    signal,
    progress: (activity) => {
      context.progress({ done: 0, unit: 'bytes', activity });
    },
  };
}

type Changed = Entry & { readonly type: 'resource.changed' };

async function changesIn(log: CaseLog, id: CaseId): Promise<readonly Changed[]> {
  const changes: Changed[] = [];
  for await (const { entry } of log.read(id))
    if (isEntry(entry, 'resource.changed')) changes.push(entry);
  return changes;
}

/** A change that failed may have worked nevertheless: its answer was lost, and what it made showed later. */
function openIn(logged: readonly Changed[]): readonly string[] {
  const last = new Map(logged.map(({ body }) => [body.change, body.phase]));
  return [...last].flatMap(([change, phase]) => (phase === 'done' ? [] : [change]));
}

function takenIn({ setting, phase, after }: EntryBody<'resource.changed'>): TakenSnapshot[] {
  if (setting !== SNAPSHOT_SET || phase !== 'done') return [];
  return Object.entries(after).flatMap(([volume, snapshot]) =>
    volume.startsWith('vol-') && typeof snapshot === 'string' ? [{ volume, snapshot }] : [],
  );
}

/** A log that cannot be written, or another attempt that has taken over, is no matter of the clean-up. */
const isOfTheLog = (error: unknown): boolean =>
  isAfoError(error) && /^case(-log)?\./.test(error.code);
