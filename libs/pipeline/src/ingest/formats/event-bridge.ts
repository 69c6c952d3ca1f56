import { z } from 'zod';
import { PipelineError } from '../../errors.ts';
import { quoted } from '../quoted.ts';
import { told } from '../text.ts';

/** A finding as it was delivered, with the custom action that a person chose for it. */
export interface Delivered {
  readonly value: unknown;
  readonly action?: string;
}

// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
const envelope = z.object({
  'detail-type': z.string().max(256),
  source: z.string().max(256),
  resources: z.array(z.string().max(2048)).max(1000).nullish(),
  detail: z.unknown().optional(),
});
type Envelope = z.infer<typeof envelope>;

/** What carries several findings: the `detail` of Security Hub's events, BatchImportFindings, `get-findings`. */
const several = z.union([
  z.object({ findings: z.array(z.unknown()), actionName: z.string().max(256).nullish() }),
  z
    .object({ Findings: z.array(z.unknown()) })
    .transform(({ Findings }) => ({ findings: Findings, actionName: undefined })),
]);

/** Who sends which event. The source is checked, since nobody but AWS can send events as `aws.…`. */
const senders: ReadonlyMap<string, string> = new Map([
  ['Security Hub Findings - Custom Action', 'aws.securityhub'],
  ['Security Hub Findings - Imported', 'aws.securityhub'],
  ['Findings Imported V2', 'aws.securityhub'],
  ['GuardDuty Finding', 'aws.guardduty'],
]);

/**
 * The findings inside a value: those of an EventBridge event, of a list of findings, or the value itself.
 * @throws PipelineError `event.not-a-finding`, `event.empty`, `event.unknown-format`
 */
export function deliveredIn(value: object): readonly Delivered[] {
  if (!('detail-type' in value)) return findingsIn(value, undefined) ?? [{ value }];
  const event = envelope.safeParse(value);
  if (!event.success)
    throw new PipelineError(
      'event.unknown-format',
      'an EventBridge event without detail-type, source or detail',
    );
  mustBeSentBy(event.data);
  return findingsIn(event.data.detail, actionIn(event.data)) ?? [{ value: event.data.detail }];
}

function mustBeSentBy({ source, 'detail-type': type }: Envelope): void {
  const sender = senders.get(type);
  if (sender === source) return;
  throw new PipelineError(
    'event.not-a-finding',
    `${quoted(type)} from ${quoted(source)} is not an event with findings`,
  );
}

function findingsIn(value: unknown, action: string | undefined): readonly Delivered[] | undefined {
  const list = several.safeParse(value);
  if (!list.success) return undefined;
  const { findings, actionName } = list.data;
  if (findings.length === 0) throw new PipelineError('event.empty', 'an event without findings');
  const chosen = action ?? told(actionName)?.trim();
  return findings.map((finding) => ({
    value: finding,
    ...(chosen === undefined ? {} : { action: chosen }),
  }));
}

/**
 * The custom action of an event: its name, or where that is missing the id at the end of its ARN. An event of that
 * type that names none is no order of anybody.
 * @throws PipelineError `finding.malformed`
 */
function actionIn({ 'detail-type': type, detail, resources }: Envelope): string | undefined {
  if (type !== 'Security Hub Findings - Custom Action') return undefined;
  const name = several.safeParse(detail).data?.actionName;
  const id = /:action\/custom\/([^/]+)$/.exec(resources?.[0] ?? '')?.[1];
  const action = told(name)?.trim() ?? id;
  if (action !== undefined) return action;
  throw new PipelineError('finding.malformed', 'a custom action event that names no action');
}
