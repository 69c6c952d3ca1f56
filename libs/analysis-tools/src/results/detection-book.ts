import type { AnalysisSink, DetectionDraft, PointerDraft } from '@afo/ports';

const POINTERS = 100;

/** Collects the detections of one run and hands them over in an order that depends on nothing but them. */
export class DetectionBook {
  readonly #detections: DetectionDraft[] = [];

  add(detection: DetectionDraft): void {
    this.#detections.push({ ...detection, pointers: detection.pointers.slice(0, POINTERS) });
  }

  get detections(): readonly DetectionDraft[] {
    return this.#detections;
  }

  async handOver(sink: AnalysisSink): Promise<void> {
    const keyed = this.#detections.map((detection) => ({ detection, key: keyOf(detection) }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
    for (const { detection } of keyed) await sink.detection(detection);
  }
}

const keyOf = ({ at, rule, title, pointers: [first] }: DetectionDraft): string =>
  [at ?? '', rule, placeOf(first), title].join('\0');

const placeOf = (pointer: PointerDraft | undefined): string =>
  [pointer?.offset, pointer?.path, pointer?.inode, pointer?.line, pointer?.record]
    .map((part) => (typeof part === 'number' ? String(part).padStart(16, '0') : (part ?? '')))
    .join('\0');
