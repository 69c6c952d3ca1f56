import type { Manifest } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import type { AcquiredContent } from './acquire-content.ts';
import { failureSchema } from './failure.ts';
import type { Failure } from './failure.ts';
import { totalOf } from './ranges.ts';

/** What an acquisition is worth: facts for the manifest, what a reader must know, and why it failed, if it did. */
export interface Judgement {
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly limits: readonly string[];
  readonly failure?: Failure;
}

/** The judgement on any content, with what an inspector found. The first failure counts, all of them are limits. */
export function judgeContent(acquired: AcquiredContent, inspected?: Judgement): Judgement {
  const parts = [lossOf(acquired), embeddedDigests(acquired), inspected ?? NOTHING];
  const failures = parts.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  return {
    facts: Object.fromEntries(parts.flatMap(({ facts }) => Object.entries(facts))),
    limits: [
      ...acquired.source.limits,
      ...gaps(acquired),
      ...parts.flatMap(({ limits }) => limits),
      ...failures.map(({ cause }) => cause),
    ],
    ...(failures[0] === undefined ? {} : { failure: failures[0] }),
  };
}

/** The failure that a sealed item's manifest records. */
export function recordedFailure(manifest: Manifest): Failure | undefined {
  const parsed = failureSchema.safeParse(manifest.source.facts['failure']);
  return parsed.success ? parsed.data : undefined;
}

const NOTHING: Judgement = { facts: {}, limits: [] };

function lossOf({ lost, missing }: AcquiredContent): Judgement {
  if (lost === undefined) return NOTHING;
  const why = isAfoError(lost) ? `${lost.code}: ${lost.message}` : 'it failed unexpectedly';
  const changed = isAfoError(lost) && lost.code === 'source.changed';
  return {
    ...NOTHING,
    failure: {
      code: changed ? 'acquisition.source-changed' : 'acquisition.incomplete',
      cause: `the source was lost (${why}); ${String(totalOf(missing))} bytes are missing`.slice(
        0,
        4000,
      ),
    },
  };
}

function gaps({ missing, zeroBytes, content }: AcquiredContent): readonly string[] {
  const limits: string[] = [];
  if (missing.length > 0)
    limits.push(
      `${String(totalOf(missing))} bytes in ${String(missing.length)} places could not be read; they stand as zeros`,
    );
  if (zeroBytes === content.bytes) limits.push('the whole content reads as zeros');
  return limits;
}

/** Digests that the container brought, against ours (F-68). SHA-256 is said of it only when it holds one. */
function embeddedDigests({ source, digests }: AcquiredContent): Judgement {
  const { embedded } = source;
  if (embedded === undefined) return NOTHING;
  const names = (['md5', 'sha1', 'sha256'] as const).filter((name) => embedded[name] !== undefined);
  const facts = Object.fromEntries(
    names.flatMap((name) => [
      [`embedded.${name}`, embedded[name] ?? ''],
      [`embedded.${name}.result`, embedded[name] === digests[name] ? 'match' : 'mismatch'],
    ]),
  );
  const different = names.filter((name) => embedded[name] !== digests[name]);
  const limits = [
    ...(names.length === 0 ? ['the container holds no digest of its content'] : []),
    ...(names.length > 0 && embedded.sha256 === undefined
      ? [
          `the container holds ${names.join(' and ')} only: the SHA-256 is of this acquisition and says nothing of the time before`,
        ]
      : []),
  ];
  if (different.length === 0) return { facts, limits };
  return {
    facts,
    limits,
    failure: {
      code: 'acquisition.digest-mismatch',
      cause: `the content is not the one whose ${different.join(' and ')} the container holds`,
    },
  };
}
