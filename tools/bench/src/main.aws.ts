import { ebsClient, EbsSnapshotSources } from '@afo/adapter-aws';
import { localStack } from '@afo/adapter-local';
import { acquireAndVerify } from './disk/ours.ts';
import { measure } from './disk/measure.ts';
import { SNAPSHOT } from './ebs/lab-process.ts';
import { readThrough } from './ebs/read-through.ts';

// One reading of the lab's snapshot, in a process of its own. Arguments: `acquire` or `read`, address of the lab,
// data folder. `acquire` is the steps of the product, with case, log and a vault on disk; `read` only takes blocks and
// compares their checksums, which says what the source alone can do.

const [mode = '', endpoint = '', home = ''] = process.argv.slice(2);
const { account, region, id } = SNAPSHOT;
const credentials = { accessKeyId: account, secretAccessKey: 'lab' };
const client = ebsClient({ region, credentials, endpoint });
const unlimited = { take: () => Promise.resolve() };
const disks = new EbsSnapshotSources({
  clients: () => client,
  home: { account, region },
  rates: { blocks: unlimited, listings: unlimited },
});
const stack = await localStack({ home, actor: { kind: 'service', name: 'bench', version: '0' } });
const measured = await measure(() =>
  mode === 'acquire'
    ? acquireAndVerify({ ...stack.ports, disks }, new URL(`ebs:${id}`))
    : readThrough(disks, `ebs:${id}`),
);
await stack.close();
client.destroy();
process.stdout.write(JSON.stringify(measured));
