import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { invalid } from './api-error.ts';
import type { Route } from './route.ts';
import { BLOCK_BYTES } from './snapshot-image.ts';
import type { OpenSnapshot } from './snapshot-shelf.ts';
import type { Tokens } from './tokens.ts';
import type { EbsFaultKind } from './types.ts';

const free: Buffer[] = [];

export interface BlockAnswer {
  readonly of: OpenSnapshot;
  readonly route: Route;
  readonly fault: EbsFaultKind | undefined;
}

/** The token must be of this server, of this snapshot and block, and not be out of date. */
export function checkBlockToken(
  { query, snapshot, block }: Route,
  tokens: Tokens,
  now: number,
): void {
  const facts = tokens.read('block', query.get('blockToken') ?? '');
  if (facts?.snapshot !== snapshot || facts.block !== block || facts.expiresAt <= now)
    throw invalid('INVALID_BLOCK_TOKEN');
}

/** Sends a block with its length and checksum, or spoiled as the fault says. Ends when it is handed to the system. */
export async function sendBlock(response: ServerResponse, answer: BlockAnswer): Promise<void> {
  const { of, route, fault } = answer;
  const checksum = of.image.checksums.get(route.block);
  if (checksum === undefined) throw invalid('INVALID_BLOCK');
  const block = free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  await of.image.read(route.block, block);
  if (fault === 'wrong-data') block[BLOCK_BYTES >> 1] = ~(block[BLOCK_BYTES >> 1] ?? 0);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': BLOCK_BYTES,
    'x-amz-Data-Length': BLOCK_BYTES,
    'x-amz-Checksum': fault === 'wrong-checksum' ? 'A'.repeat(43) + '=' : checksum,
    'x-amz-Checksum-Algorithm': 'SHA256',
  });
  if (fault === 'cut-body') await cut(response, block);
  else await whole(response, block, fault === 'slow-body');
  free.push(block);
}

async function cut(response: ServerResponse, block: Buffer): Promise<void> {
  await written(response, block.subarray(0, BLOCK_BYTES / 3));
  response.destroy();
}

async function whole(response: ServerResponse, block: Buffer, slowly: boolean): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  if (slowly)
    for (let at = 0; at < 10 && !response.destroyed; at += 1) {
      response.write(block.subarray(at * 1024, (at + 1) * 1024));
      await sleep(50);
    }
  response.end(slowly ? block.subarray(10 * 1024) : block);
  await ended;
}

const written = (response: ServerResponse, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    response.write(bytes, () => {
      resolve();
    });
  });
