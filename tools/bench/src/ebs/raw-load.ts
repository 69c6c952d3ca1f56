import { Agent, get } from 'node:http';
import { z } from 'zod';
import { BLOCK_SIZE } from '@afo/domain';
import { SNAPSHOT } from './lab-process.ts';

// What the lab serves to a client that does nothing with the bytes but count them. Argument: address of the lab.

const CONNECTIONS = 16;
const url = process.argv[2] ?? '';
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const scope = `20260101/${SNAPSHOT.region}/ebs/aws4_request`;
const headers = { Authorization: `AWS4-HMAC-SHA256 Credential=${SNAPSHOT.account}/${scope}` };
const pageSchema = z.object({
  Blocks: z.array(z.object({ BlockIndex: z.number(), BlockToken: z.string() })),
  NextToken: z.string().optional(),
});

/** Takes an answer whole; text only where it is asked for. */
function fetchWhole(path: string, keep: boolean): Promise<{ bytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (keep) chunks.push(chunk);
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ bytes, text: Buffer.concat(chunks).toString() });
        else reject(new Error(`status ${String(response.statusCode)}`));
      });
      response.on('error', reject);
    }).on('error', reject);
  });
}

const paths: string[] = [];
const base = `/snapshots/${SNAPSHOT.id}/blocks`;
let from = 0;
for (;;) {
  const { text } = await fetchWhole(`${base}?startingBlockIndex=${String(from)}`, true);
  const { Blocks, NextToken } = pageSchema.parse(JSON.parse(text));
  for (const { BlockIndex, BlockToken } of Blocks) {
    paths.push(`${base}/${String(BlockIndex)}?blockToken=${encodeURIComponent(BlockToken)}`);
    from = BlockIndex + 1;
  }
  if (NextToken === undefined) break;
}
const before = process.cpuUsage();
const start = process.hrtime.bigint();
let bytes = 0;
const all = paths.length;
await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      const block = await fetchWhole(path, false);
      bytes += block.bytes;
    }
  }),
);
if (bytes !== all * BLOCK_SIZE) throw new Error('the lab did not serve every block whole');
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const { user, system } = process.cpuUsage(before);
agent.destroy();
process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 }));
