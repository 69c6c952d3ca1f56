import { statSync } from 'node:fs';
import type { EvidenceKind } from '@afo/domain';
import type {
  AnalysisRequest,
  AnalysisTool,
  AnalysisToolIdentity,
  EventDraft,
  ToolCommand,
  ToolRunner,
} from '@afo/ports';
import { identifyVolume } from '../host/volume-identity.ts';
import { identityOf } from '../program/identity.ts';
import { linesOf, textOfLine } from '../program/lines.ts';
import { outputOf } from '../program/output.ts';
import { redact } from '../results/redact.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';
import { bootPartitions } from './boot-partition.ts';
import { isChainCyclic } from './extended-chain.ts';
import { parseFsstat } from './fsstat-output.ts';
import type { FileSystemFacts } from './fsstat-output.ts';
import { parseMmls } from './mmls-output.ts';
import type { Partition, PartitionTable } from './mmls-output.ts';

const SECTOR = 512;
const HEAD_LINES = 200;
const LIMITS = { seconds: 600, memoryBytes: 2 ** 30, outputBytes: 2 ** 30 };

/** The partition table and the file systems: what is on the disk, and which part of it no tool of ours can read. */
export class DiskLayout implements AnalysisTool {
  readonly name = 'disk-layout';
  readonly inputs: readonly EvidenceKind[] = ['disk'];

  identify(tools: ToolRunner): Promise<AnalysisToolIdentity> {
    return identityOf(tools, { name: this.name, programs: ['mmls', 'fsstat'] });
  }

  async run(request: AnalysisRequest): Promise<void> {
    const table = await tableOf(request);
    if (isChainCyclic(request.copy.path)) {
      request.sink.limit(
        'The extended partitions lead in a circle: what lies behind the first turn is not looked for.',
      );
    }
    const events: EventDraft[] = [];
    for (const partition of table.partitions) events.push(...(await examine(request, partition)));
    events.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    for (const event of events) await request.sink.event(event);
  }
}

/** Without a table the whole image is taken for one file system. */
async function tableOf(request: AnalysisRequest): Promise<PartitionTable> {
  const lastSector = Math.floor(statSync(request.copy.path).size / SECTOR) - 1;
  const whole = { slot: 'whole', firstSector: 0, lastSector, description: 'the whole image' };
  const { exitCode, text } = await said(request, 'mmls', []);
  if (exitCode !== 0 || text.trim() === '') return { format: 'none', partitions: [whole] };
  return parseMmls(text);
}

async function examine(
  request: AnalysisRequest,
  partition: Partition,
): Promise<readonly EventDraft[]> {
  const { copy, sink } = request;
  const offset = partition.firstSector * SECTOR;
  const name = `partition ${partition.slot} at byte ${offset}`;
  if ((partition.lastSector + 1) * SECTOR > statSync(copy.path).size) {
    sink.limit(
      `The ${name} claims to end after the end of the image; what is beyond cannot be examined.`,
    );
  }
  const facts = await fileSystemOf(request, partition);
  if (facts === undefined) {
    if (bootPartitions(copy.path).has(partition.firstSector)) return [];
    const format = identifyVolume(copy.path, offset)?.format;
    sink.limit(whyUnread(name, partition, format));
    return [];
  }
  if (facts.needsRecovery) {
    sink.limit(
      `The file system in ${name} was in use when it was seized. It is read as it lies on the disk: what only its journal holds is not seen.`,
    );
  }
  return eventsOf(offset, partition, facts);
}

function whyUnread(name: string, { description }: Partition, format: string | undefined): string {
  if (format !== undefined)
    return `The ${name} holds ${format}, which no tool of ours reads yet: nothing in it was examined.`;
  const called = description === '' ? '' : ` (${short(redact(description), 100)})`;
  return `The ${name}${called} holds no file system that is known; nothing in it was examined.`;
}

async function fileSystemOf(
  request: AnalysisRequest,
  { firstSector }: Partition,
): Promise<FileSystemFacts | undefined> {
  const { exitCode, text } = await said(request, 'fsstat', ['-o', String(firstSector)]);
  const lines = text.split('\n').slice(0, HEAD_LINES);
  return exitCode === 0 && text.trim() !== '' ? parseFsstat(lines) : undefined;
}

function eventsOf(
  offset: number,
  { slot, description }: Partition,
  facts: FileSystemFacts,
): readonly EventDraft[] {
  return [...facts.moments].flatMap(([moment, seconds]) => {
    const at = instantOfSeconds(seconds);
    if (at === undefined) return [];
    const label = short(facts.label === '' ? description : facts.label, 200);
    return [
      {
        at,
        kind: 'filesystem.state',
        source: facts.type,
        summary: `${moment.replace(/ at$/, '')}: file system ${label}`,
        pointer: { offset },
        facts: { partition: slot, type: facts.type, label },
      },
    ];
  });
}

/** What a program prints about the image; both programs end with 1 where they do not know what they see. */
async function said(
  { copy, tools, signal }: AnalysisRequest,
  program: string,
  words: readonly string[],
): Promise<{ readonly exitCode: number; readonly text: string }> {
  const command: ToolCommand = {
    program,
    arguments: [...words, copy.path],
    readable: [copy.path],
    limits: LIMITS,
  };
  const ending = { exitCode: 0 };
  const output = outputOf({
    ...{ tools, signal, command },
    accept: ({ exitCode }) => exitCode <= 1,
    onEnd: ({ exitCode }) => {
      ending.exitCode = exitCode;
    },
  });
  const lines: string[] = [];
  for await (const { text } of linesOf(output))
    if (lines.length < 10_000) lines.push(textOfLine(text));
  return { exitCode: ending.exitCode, text: lines.join('\n') };
}
