import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { caseIdSchema } from '@afo/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeBackToSecurityHub } from '../src/write-back/security-hub-write-back.ts';

const caseId = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
const productArn = 'arn:aws:securityhub:eu-central-1::product/aws/guardduty';
const findings = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `finding-${String(n)}`, productArn }));

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

const requestSchema = z.object({
  FindingIdentifiers: z.array(z.object({ Id: z.string(), ProductArn: z.string() })),
  Note: z.object({ Text: z.string(), UpdatedBy: z.string() }),
  Workflow: z.object({ Status: z.string() }),
  UserDefinedFields: z.record(z.string(), z.string()),
});
type Request = z.infer<typeof requestSchema>;

/**
 * Security Hub at the wire. No emulator has BatchUpdateFindings: this shows what is sent, by the SDK's own model, and
 * not that Security Hub takes it.
 */
async function hub(answer: (request: Request) => { status?: number; body: object }) {
  const requests: Request[] = [];
  server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array)); // what a request yields
      const request = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
      requests.push(request);
      const { status = 200, body } = answer(request);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    requests,
    config: {
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${String(port)}`,
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'lab' },
      attempts: 1,
    },
  };
}

const order = { caseId, text: 'Case is open', workflow: 'NOTIFIED' } as const;

describe('when a case is written on its findings', () => {
  it('ING-7 names the case on every finding, in requests that Security Hub takes', async () => {
    const { requests, config } = await hub(({ FindingIdentifiers }) => ({
      body: { ProcessedFindings: FindingIdentifiers, UnprocessedFindings: [] },
    }));

    const failed = await writeBackToSecurityHub(config, { ...order, findings: findings(150) });

    expect(failed).toEqual([]);
    expect(requests.map(({ FindingIdentifiers }) => FindingIdentifiers.length)).toEqual([100, 50]);
    expect(requests[0]).toMatchObject({
      Workflow: { Status: 'NOTIFIED' },
      UserDefinedFields: { forensicCase: caseId },
    });
  });

  it('F-08 counts no finding as written that Security Hub did not say it had written', async () => {
    const { config } = await hub(({ FindingIdentifiers }) => ({
      body: {
        ProcessedFindings: FindingIdentifiers.slice(0, 1),
        UnprocessedFindings: [
          { FindingIdentifier: FindingIdentifiers[1], ErrorCode: 'FindingNotFound' },
        ],
      },
    }));

    expect(await writeBackToSecurityHub(config, { ...order, findings: findings(3) })).toEqual([
      { id: 'finding-1', code: 'FindingNotFound' },
      { id: 'finding-2', code: 'not-mentioned' },
    ]);
  });

  it('says by a code why nothing was written at all', async () => {
    const { config } = await hub(() => ({
      status: 403,
      body: { __type: 'AccessDeniedException', Message: 'arn:aws:iam::1:user/x may not' },
    }));

    await expect(
      writeBackToSecurityHub(config, { ...order, findings: findings(1) }),
    ).rejects.toMatchObject({
      code: 'aws.denied',
      message: expect.not.stringContaining('arn:') as unknown,
    });
  });
});
