import { ebsClient, EbsSnapshotSources } from '@afo/adapter-aws';

export const HOME = { account: '111122223333', region: 'eu-west-1' } as const;

/** Snapshots of the lab as disks; with pauses that are short, and attempts that outlast the faults of a test. */
export function labDisks(url: string): EbsSnapshotSources {
  const credentials = { accessKeyId: HOME.account, secretAccessKey: 'lab' };
  const client = ebsClient({ region: HOME.region, credentials, endpoint: url });
  return new EbsSnapshotSources({
    clients: () => client,
    home: HOME,
    patience: { attempts: 20, pauseMs: 2, longestPauseMs: 20, answerMs: 10_000 },
  });
}
