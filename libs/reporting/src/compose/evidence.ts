import type {
  CaseState,
  CustodyForm,
  CustodyLine,
  Entry,
  EvidenceId,
  Manifest,
  ReportItem,
} from '@afo/domain';
import { isEntry, ordinalOf } from '@afo/domain';
import { entryWords } from './entry-words.ts';
import { itemsOfEntry } from './items-of-entry.ts';

type Mentions = ReadonlyMap<EvidenceId, readonly Entry[]>;

interface Sources {
  readonly state: CaseState;
  readonly manifests: ReadonlyMap<EvidenceId, Manifest>;
  readonly mentions: Mentions;
}

/** The evidence in the order of its ids: what was planned, what was acquired, what was sealed, what was disposed of. */
export function reportEvidence(
  entries: readonly Entry[],
  state: CaseState,
  manifests: readonly Manifest[],
): ReportItem[] {
  const sources = {
    state,
    manifests: new Map(manifests.map((manifest) => [manifest.item, manifest])),
    mentions: mentionsOf(entries),
  };
  return itemsOf(state).map((item) => itemOf(item, sources));
}

/** The chain of custody, item by item; an item that only stands in the plan has no chain. */
export function custodyForms(
  entries: readonly Entry[],
  items: readonly ReportItem[],
): CustodyForm[] {
  const mentions = mentionsOf(entries);
  return items
    .map(({ item, title }) => ({ item, title, lines: (mentions.get(item) ?? []).map(custodyLine) }))
    .filter(({ lines }) => lines.length > 0);
}

/** Ids that stand for something: a planned source, or bytes. A reserved id that was never used is neither. */
function itemsOf(state: CaseState): readonly EvidenceId[] {
  const planned = (state.plan?.items ?? []).map(({ item }) => item);
  return [...new Set([...planned, ...state.items.keys()])].toSorted(
    (a, b) => ordinalOf(a) - ordinalOf(b),
  );
}

function mentionsOf(entries: readonly Entry[]): Mentions {
  const mentions = new Map<EvidenceId, Entry[]>();
  for (const entry of entries) {
    for (const item of itemsOfEntry(entry)) {
      const list = mentions.get(item);
      if (list === undefined) mentions.set(item, [entry]);
      else list.push(entry);
    }
  }
  return mentions;
}

function itemOf(item: EvidenceId, { state, manifests, mentions }: Sources): ReportItem {
  const known = state.items.get(item);
  const planned = state.plan?.items.find((candidate) => candidate.item === item);
  const manifest = manifests.get(item);
  const entries = mentions.get(item) ?? [];
  const { acquired, sealed } = known ?? {};
  const kind = acquired?.kind ?? manifest?.kind ?? planned?.kind;
  const digests = sealed ?? acquired;
  return {
    item,
    ...(kind === undefined ? {} : { kind }),
    title: acquired?.title ?? planned?.title ?? manifest?.title ?? '',
    ...(acquired?.root === undefined ? {} : { root: acquired.root }),
    parents: [...(acquired?.parents ?? [])],
    status: statusOf(entries),
    ...(digests === undefined
      ? {}
      : { asSeized: { bytes: digests.bytes, sha256: digests.sha256 } }),
    asStored: [...(manifest?.stored ?? [])],
    ...(acquired === undefined
      ? {}
      : { expectedBytes: acquired.expectedBytes, missingBytes: acquired.missingBytes }),
    ...(manifest === undefined ? {} : { acquired: acquisitionOf(manifest) }),
    manifest: manifest === undefined ? (sealed === undefined ? 'none' : 'unread') : 'read',
    ...(sealed === undefined ? {} : { manifestSha256: sealed.manifest.sha256 }),
    verifications: entries.flatMap(verificationOf),
    limits: [
      ...(manifest?.completeness.reason === undefined ? [] : [manifest.completeness.reason]),
      ...(manifest?.limits ?? []),
    ],
    entries: entries.map(({ seq }) => seq),
  };
}

function statusOf(entries: readonly Entry[]): ReportItem['status'] {
  if (entries.some((entry) => isEntry(entry, 'evidence.disposed'))) return 'disposed';
  if (entries.some((entry) => isEntry(entry, 'evidence.sealed'))) return 'sealed';
  return entries.some((entry) => isEntry(entry, 'evidence.acquired')) ? 'acquired' : 'planned';
}

const acquisitionOf = ({ acquired }: Manifest): NonNullable<ReportItem['acquired']> => ({
  tool: acquired.tool,
  startedAt: acquired.startedAt,
  endedAt: acquired.endedAt,
});

function verificationOf(entry: Entry): ReportItem['verifications'] {
  if (!isEntry(entry, 'evidence.verified')) return [];
  const { occasion, result, bytes, sha256, detail } = entry.body;
  return [
    {
      entry: entry.seq,
      at: entry.at,
      occasion,
      result,
      bytes,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(detail === undefined ? {} : { detail }),
    },
  ];
}

const custodyLine = (entry: Entry): CustodyLine => ({
  entry: entry.seq,
  at: entry.at,
  actor: entry.actor,
  ...(entry.where === undefined ? {} : { where: entry.where }),
  ...(entry.why === undefined ? {} : { why: entry.why }),
  what: entryWords(entry),
});
