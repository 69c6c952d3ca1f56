import { detectionSchema, ordinalOf, timelineEventSchema } from '@afo/domain';
import type { Detection, EntryBody, EvidenceId, Pointer, ToolRunId } from '@afo/domain';
import { canonicalJson } from '@afo/custody';
import type {
  AnalysisSink,
  AnalysisToolIdentity,
  PointerDraft,
  Progress,
  RecoveredFile,
} from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
import type { SealRequest } from '../evidence/seal-item.ts';
import type { StepContext } from '../step/step.ts';
import { RecordStream } from './record-stream.ts';
import type { ToolTask } from './run-tool.ts';

const LIMITS = 200;
/** All limits of a run stand in one entry, and hostile evidence may give cause for many long ones. */
const LIMITS_BYTES = 24_576;
const LONGEST_LIMIT = 1000;

export interface RunResults {
  readonly outcome: EntryBody<'analysis.completed'>['outcome'];
  readonly outputs: EntryBody<'analysis.completed'>['outputs'];
  readonly detections: number;
  readonly events: number;
  readonly recovered: number;
  readonly limits: readonly string[];
}

interface SinkTask extends ToolTask {
  readonly run: ToolRunId;
  readonly identity: AnalysisToolIdentity;
}

/** Takes what one tool finds, completes it with item and run, and seals it as evidence of its own. */
export class ResultSink {
  readonly #context: StepContext;
  readonly #task: SinkTask;
  readonly #detections: Detection[] = [];
  readonly #limits: string[] = [];
  readonly #outputs: EvidenceId[] = [];
  #events: RecordStream | undefined;
  #eventCount = 0;
  #recovered = 0;
  #limitsBytes = 0;
  #limitsLeft = 0;

  constructor(context: StepContext, task: SinkTask) {
    this.#context = context;
    this.#task = task;
  }

  /** The sink as the tool sees it. */
  for(progress: (progress: Progress) => void): AnalysisSink {
    return {
      detection: (draft) => {
        const pointers = draft.pointers.map((pointer) => this.#pointer(pointer));
        this.#detections.push(detectionSchema.parse({ ...draft, pointers }));
        return Promise.resolve();
      },
      event: async (draft) => {
        const event = timelineEventSchema.parse({
          ...draft,
          pointer: this.#pointer(draft.pointer),
        });
        this.#events ??= this.#openEvents();
        this.#eventCount += 1;
        await this.#events.write(event);
      },
      recovered: (file) => this.#seal(file),
      limit: (sentence) => {
        this.#limit(sentence);
      },
      progress,
    };
  }

  /** Seals what came. Nothing found is no item, since nothing is not evidence (F-01); the run says that there was none. */
  async finish(): Promise<RunResults> {
    await this.#events?.end();
    if (this.#events !== undefined) this.#outputs.push(this.#task.ids.events);
    if (this.#detections.length > 0) await this.#sealDetections();
    return this.#results(this.#limits.length === 0 ? 'complete' : 'partial');
  }

  /** Drops detections and events of a tool that failed; files that it had brought back stay, each is whole. */
  async abandon(why: string): Promise<RunResults> {
    await this.#events?.abandon();
    this.#detections.length = 0;
    this.#eventCount = 0;
    this.#limits.unshift(`It failed: ${why}.`);
    return this.#results('failed');
  }

  #results(outcome: RunResults['outcome']): RunResults {
    const { items } = this.#context.book.state;
    // By number: detections and events are reserved first, and the list is cut.
    const inOrder = this.#outputs.toSorted((a, b) => ordinalOf(a) - ordinalOf(b));
    const outputs = inOrder.flatMap((item) => {
      const sha256 = items.get(item)?.sealed?.sha256;
      return sha256 === undefined ? [] : [{ item, sha256 }];
    });
    const more =
      this.#limitsLeft === 0 ? [] : [`${this.#limitsLeft} further limits are not listed.`];
    return {
      outcome,
      outputs: outputs.slice(0, 100),
      detections: this.#detections.length,
      events: this.#eventCount,
      recovered: this.#recovered,
      limits: [...this.#limits, ...more],
    };
  }

  #limit(sentence: string): void {
    const said = shortened(sentence);
    if (this.#limits.includes(said)) return;
    const bytes = Buffer.byteLength(JSON.stringify(said));
    const fits = this.#limitsBytes + bytes <= LIMITS_BYTES && this.#limits.length < LIMITS - 1;
    if (!fits) this.#limitsLeft += 1;
    else {
      this.#limits.push(said);
      this.#limitsBytes += bytes;
    }
  }

  #pointer(draft: PointerDraft): Pointer {
    return { ...draft, item: this.#task.copy.manifest.item, run: this.#task.run };
  }

  #openEvents(): RecordStream {
    return new RecordStream((content) =>
      sealItem(this.#context, {
        ...this.#request(this.#task.ids.events, content),
        kind: 'timeline',
        title: `Events: ${this.#task.tool.name} on ${this.#task.copy.manifest.item}`,
        name: 'events.jsonl',
      }),
    );
  }

  async #sealDetections(): Promise<void> {
    const { detections } = this.#task.ids;
    const lines = this.#detections.map((detection) => `${canonicalJson(detection)}\n`).join('');
    await sealItem(this.#context, {
      ...this.#request(detections, Buffer.from(lines)),
      kind: 'analysis',
      title: `Detections: ${this.#task.tool.name} on ${this.#task.copy.manifest.item}`,
      name: 'detections.jsonl',
    });
    this.#outputs.push(detections);
  }

  async #seal(file: RecoveredFile): Promise<void> {
    if (file.bytes.length === 0) {
      this.#limit(`${file.title} could not be kept: nothing of it is left.`);
      return;
    }
    const place = this.#task.ids.others + this.#recovered;
    // Counted before anything is waited for: two files at once must not get one id.
    this.#recovered += 1;
    const item = (await this.#context.reserve(place + 1))[place];
    if (item === undefined) {
      this.#limit(`${file.title} could not be kept.`);
      return;
    }
    await sealItem(this.#context, {
      ...this.#request(item, file.bytes),
      kind: 'recovered',
      title: file.title.slice(0, 1024).toWellFormed(),
      name: 'recovered',
      format: 'raw',
      facts: { pointer: this.#pointer(file.pointer) },
    });
    this.#outputs.push(item);
  }

  #request(
    item: EvidenceId,
    content: SealRequest['content'],
  ): Omit<SealRequest, 'kind' | 'title' | 'name'> {
    const { manifest } = this.#task.copy;
    return {
      item,
      content,
      format: 'jsonl',
      compress: true,
      parents: [manifest.item],
      root: manifest.root ?? manifest.item,
      facts: {},
      tool: this.#task.identity.tool,
      limits: [],
    };
  }
}

/** Of bearable length; what was cut ends with a sign that it was. */
function shortened(sentence: string): string {
  const whole = sentence.toWellFormed();
  return whole.length <= LONGEST_LIMIT
    ? whole
    : `${whole.slice(0, LONGEST_LIMIT - 1).toWellFormed()}…`;
}
