import { closingSubnets } from './member/closing-subnets.ts';
import { containing } from './member/containing.ts';
import { identities } from './member/identities.ts';
import { looking } from './member/looking.ts';
import type { MemberStep } from './member/member-steps.ts';
import { preserving } from './member/preserving.ts';
import { proving } from './member/proving.ts';
import { snapshotting } from './member/snapshotting.ts';
import { writingBack } from './member/writing-back.ts';
import type { MemberPlaces, Places } from './places.ts';
import { caseLogReader, caseLogRebuilder, caseLogWriter } from './rights/case-log.ts';
import { memberAccess } from './rights/member-access.ts';
import { snapshotKeeper, snapshotReader } from './rights/snapshots.ts';
import {
  findingsQueue,
  findingWriteBack,
  jobQueue,
  notifier,
  rejectionKeeper,
  rejectionSettler,
  signer,
  taskTokens,
  workflowStarter,
  workflowWatcher,
} from './rights/stores.ts';
import { vaultCustodian, vaultOpener, vaultReader, vaultWriter } from './rights/vault.ts';
import type { PolicyStatement } from './statement.ts';

/** Roles of the forensic account: one for each program, and two for people. */
export const appRoles = [
  'finding-ingestor',
  'case-workflow',
  'acquisition-agent',
  'analysis-worker',
  'report-generator',
  'operator',
  'custodian',
] as const;
export type AppRole = (typeof appRoles)[number];

/** For what each of them may enter an application account; a role that is not named may not. */
export const stepsOf: Readonly<Partial<Record<AppRole, readonly MemberStep[]>>> = {
  'finding-ingestor': ['triage', 'write-back'],
  'case-workflow': ['triage', 'preserve', 'snapshot', 'contain', 'prove'],
  'acquisition-agent': ['acquire-disk'],
  'report-generator': ['write-back'],
  operator: ['triage', 'contain', 'prove', 'release', 'write-back'],
};

type Right = (places: Places) => readonly PolicyStatement[];

/** What every program has: it opens all stores, writes the log, and signs it. */
const everybody: readonly Right[] = [caseLogWriter, caseLogReader, vaultOpener, signer, notifier];
const step: readonly Right[] = [...everybody, vaultWriter, vaultReader, taskTokens, jobQueue];

const rights: Readonly<Record<AppRole, readonly Right[]>> = {
  'finding-ingestor': [
    ...everybody,
    vaultWriter,
    rejectionKeeper,
    workflowStarter,
    findingsQueue,
    findingWriteBack,
  ],
  'case-workflow': step,
  'acquisition-agent': [...step, snapshotKeeper, snapshotReader],
  'analysis-worker': step,
  'report-generator': [...step, findingWriteBack],
  operator: [
    ...everybody,
    vaultWriter,
    vaultReader,
    caseLogRebuilder,
    rejectionKeeper,
    rejectionSettler,
    workflowStarter,
    workflowWatcher,
    taskTokens,
    findingWriteBack,
  ],
  custodian: [...everybody, vaultCustodian],
};

/** All statements of a role, each once. */
export function statementsOf(role: AppRole, places: Places): readonly PolicyStatement[] {
  const steps = stepsOf[role];
  const all = [
    ...rights[role].flatMap((right) => right(places)),
    ...(steps === undefined ? [] : memberAccess(places, steps)),
  ];
  return [...new Map(all.map((statement) => [statement.sid, statement])).values()];
}

/** All statements of the role in an application account. */
export const memberStatements = (member: MemberPlaces): readonly PolicyStatement[] =>
  [
    looking,
    preserving,
    containing,
    closingSubnets,
    identities,
    snapshotting,
    proving,
    writingBack,
  ].flatMap((right) => right(member));
