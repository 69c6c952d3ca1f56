import { argv, stdout } from 'node:process';
import { caseNumber, host, lineAt, note, opening } from '@afo/conformance';
import { PortError } from '@afo/ports';
import { openCaseLog } from '../src/case-log/sqlite-case-log.ts';

/** Appends to a case of its own and to one that all share, and says each append that was acknowledged. */
const [file = '', own = ''] = argv.slice(2);
const log = openCaseLog(file);
const [mine, shared] = [caseNumber(Number(own)), caseNumber(0)];
await log.append(mine, 0, [lineAt(mine, 0, opening(host(own)))]);
await log
  .append(shared, 0, [lineAt(shared, 0, opening(host('shared')))])
  .catch((error: unknown) => {
    if (!(error instanceof PortError)) throw error;
  });
let ofShared = 1;
for (let size = 1; ; size += 1) {
  await log.append(mine, size, [lineAt(mine, size, note('mine'))]);
  stdout.write(`mine ${String(size)}\n`);
  ofShared = await appendShared(ofShared);
}

async function appendShared(expected: number): Promise<number> {
  try {
    await log.append(shared, expected, [lineAt(shared, expected, note(own))]);
    stdout.write(`shared ${String(expected)}\n`);
    return expected + 1;
  } catch (error) {
    if (!(error instanceof PortError && error.code === 'case-log.conflict')) throw error;
    let size = expected;
    for await (const line of log.read(shared, expected)) size = line.entry.seq + 1;
    return size;
  }
}
