import type { Detection } from '@afo/domain';
import { epochOf, severityLevels } from '@afo/domain';

/** Most pointers that one detection may hold (`detectionSchema`); beyond that nothing is joined, so none is lost. */
const MOST_POINTERS = 1000;
const LONGEST_DESCRIPTION = 4000;

/**
 * Joins detections that tell the same: the same words from several runs, and the same act seen by several rules, such
 * as a brute force in auth.log and in btmp. Of the act, the gravest detection stays; the others are named in it, and
 * all pointers are kept. What is not certainly the same stays apart: two entries for one act are a lesser evil than
 * one entry for two.
 */
export function joinDetections(detections: readonly Detection[]): readonly Detection[] {
  const distinct = new Map<string, Detection>();
  const apart: Detection[] = [];
  for (const detection of detections) {
    const key = JSON.stringify({ ...detection, pointers: [] });
    const joined = withPointersOf(distinct.get(key) ?? detection, detection);
    if (joined === undefined) apart.push(detection);
    else distinct.set(key, joined);
  }
  return joinActs([...distinct.values(), ...apart]);
}

function joinActs(detections: readonly Detection[]): readonly Detection[] {
  const acts: Detection[] = [];
  const places = new Map<string, number[]>();
  for (const detection of detections.toSorted(gravestFirst)) {
    const marks = marksOf(detection);
    const near = [...new Set(marks.flatMap((mark) => places.get(mark) ?? []))];
    const place = near.find((one) => isSameAct(acts[one], detection));
    const act = place === undefined ? undefined : acts[place];
    const joined = act === undefined ? undefined : joinAct(act, detection);
    if (place !== undefined && joined !== undefined) acts[place] = joined;
    else {
      for (const mark of marks) places.set(mark, [...(places.get(mark) ?? []), acts.length]);
      acts.push(detection);
    }
  }
  return acts;
}

/** Only acts with a common mark are compared with each other. */
const marksOf = (detection: Detection): readonly string[] =>
  IDENTIFYING.filter((name) => detection.facts[name] !== undefined).flatMap((name) =>
    techniques(detection).map((technique) =>
      JSON.stringify([technique, name, detection.facts[name]]),
    ),
  );

const gravestFirst = (a: Detection, b: Detection): number =>
  severityLevels.indexOf(b.severity) - severityLevels.indexOf(a.severity) ||
  (b.count ?? 0) - (a.count ?? 0) ||
  (a.rule < b.rule ? -1 : Number(a.rule > b.rule));

/**
 * Seen at the same time, with a common ATT&CK technique and a common address or unit, say: by another rule, or by the
 * same rule with the same title in other records.
 */
function isSameAct(a: Detection | undefined, b: Detection): boolean {
  return (
    a !== undefined &&
    (a.rule !== b.rule || a.title === b.title) &&
    a.severity !== 'informational' &&
    b.severity !== 'informational' &&
    techniques(a).some((technique) => techniques(b).includes(technique)) &&
    overlap(a, b) &&
    agree(a.facts, b.facts)
  );
}

/** T1110.001 and T1110 are one technique here. */
const techniques = ({ attack }: Detection): readonly string[] =>
  attack.map((id) => id.split('.')[0] ?? id);

/** Logs of one act may lie a little apart. */
const SLACK_MS = 120_000;

function overlap(a: Detection, b: Detection): boolean {
  if (a.at === undefined || b.at === undefined) return false;
  return (
    epochOf(a.at) <= epochOf(b.until ?? b.at) + SLACK_MS &&
    epochOf(b.at) <= epochOf(a.until ?? a.at) + SLACK_MS
  );
}

/** What says who, from where, or with what; a common one of these makes two sightings one act. */
const IDENTIFYING = ['address', 'ip', 'host', 'path', 'unit', 'key', 'domain', 'sha256'] as const;

/** What does not make two sightings one act, but keeps them two when it differs. */
const TELLING_APART = ['user', 'account', 'name', 'service'] as const;

function agree(a: Detection['facts'], b: Detection['facts']): boolean {
  const common = IDENTIFYING.filter((name) => a[name] !== undefined && b[name] !== undefined);
  const differ = [...IDENTIFYING, ...TELLING_APART].some(
    (name) => a[name] !== undefined && b[name] !== undefined && a[name] !== b[name],
  );
  return common.length > 0 && !differ;
}

function joinAct(act: Detection, other: Detection): Detection | undefined {
  const joined = withPointersOf(act, other);
  const also =
    act.rule === other.rule
      ? 'Seen in other records too'
      : `Also seen by ${other.rule}: ${other.title}`;
  const description = `${act.description} ${also}.`;
  if (joined === undefined || description.length > LONGEST_DESCRIPTION) return undefined;
  return {
    ...joined,
    description,
    attack: [...new Set([...act.attack, ...other.attack])].slice(0, 20),
    ...earliest(act, other),
    facts: { ...differing(act, other), ...act.facts },
  };
}

function earliest(a: Detection, b: Detection): Pick<Detection, 'at' | 'until'> {
  const starts = [a.at, b.at].filter((at) => at !== undefined).toSorted();
  const ends = [a.until ?? a.at, b.until ?? b.at].filter((at) => at !== undefined).toSorted();
  const [at] = starts;
  const until = ends.at(-1);
  return {
    ...(at === undefined ? {} : { at }),
    ...(until === undefined || until === at ? {} : { until }),
  };
}

/** Facts of the other that are not those of the act are kept under its rule's name; so is its count of records. */
function differing(act: Detection, { rule, facts, count }: Detection): Detection['facts'] {
  const known: Detection['facts'] = withCount(act.facts, act.count);
  return Object.fromEntries(
    Object.entries(withCount(facts, count))
      .filter(([name, value]) => known[name] !== value)
      .map(([name, value]) => [`${rule}: ${name}`, value] as const)
      .filter(([name]) => name.length <= 256),
  );
}

const withCount = (facts: Detection['facts'], count: number | undefined): Detection['facts'] =>
  count === undefined ? facts : { ...facts, count };

/** The detection with the pointers of both, each once; undefined when they are too many. */
function withPointersOf(detection: Detection, other: Detection): Detection | undefined {
  const pointers = new Map(
    [...detection.pointers, ...other.pointers].map((pointer) => [JSON.stringify(pointer), pointer]),
  );
  return pointers.size > MOST_POINTERS
    ? undefined
    : { ...detection, pointers: [...pointers.values()] };
}
