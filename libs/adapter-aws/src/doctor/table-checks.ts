import type { DeployedNames, Environment } from '@afo/deployment';
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { always } from '../whole-answer.ts';
import { soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

type Tables = Pick<DoctorClients, 'tables'>;

/** The case log, which can be restored and not deleted, and the tokens, of which nobody needs a copy. */
export const tableChecks = (
  { profile }: Environment,
  names: DeployedNames,
  clients: Tables,
): readonly Check[] => [
  tableCheck('table of entries', names.entriesTable, {
    clients,
    isProtected: profile === 'compliance',
  }),
  backupCheck('table of entries', names.entriesTable, clients),
  tableCheck('table of cases', names.casesTable, {
    clients,
    isProtected: profile === 'compliance',
  }),
  backupCheck('table of cases', names.casesTable, clients),
  tableCheck('table of tokens', names.tokensTable, { clients, isProtected: false }),
];

const ADVICE = 'deploy the stack of stores again';

const tableCheck = (
  what: string,
  table: string,
  { clients, isProtected }: { readonly clients: Tables; readonly isProtected: boolean },
): Check => ({
  what,
  advice: ADVICE,
  look: async () => {
    const { Table } = await clients.tables.send(new DescribeTableCommand({ TableName: table }));
    const { DeletionProtectionEnabled, TableStatus } = always(Table, `looking at the ${what}`);
    return soundUnless(isProtected ? 'active, cannot be deleted' : 'active', [
      TableStatus !== 'ACTIVE' && `in the state ${TableStatus ?? 'unknown'}`,
      isProtected && DeletionProtectionEnabled !== true && 'one call can delete it',
    ]);
  },
});

const backupCheck = (what: string, table: string, { tables }: Tables): Check => ({
  what: `${what}: recovery`,
  advice: ADVICE,
  look: async () => {
    const { ContinuousBackupsDescription: backups } = await tables.send(
      new DescribeContinuousBackupsCommand({ TableName: table }),
    );
    const state = always(backups, `looking at the recovery of the ${what}`)
      .PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return soundUnless('to any point in time', [
      state !== 'ENABLED' && 'point-in-time recovery is off',
    ]);
  },
});
