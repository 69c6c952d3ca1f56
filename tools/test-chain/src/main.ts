import { runChain } from './chain.ts';
import { check, closingLine, type Tally } from './tally.ts';

const started = Date.now();
const tally = await run();
process.stdout.write(`${Math.round((Date.now() - started) / 1000)} s\n${closingLine(tally)}\n`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** Whatever goes wrong, the run ends with a count, and a chain that broke is a failure. */
async function run(): Promise<Tally> {
  try {
    const { tally, failures } = await runChain(process.cwd(), process.argv.slice(2));
    for (const name of failures) process.stdout.write(`FAILED: ./afo exec ${name}\n`);
    return tally;
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return check(false);
  }
}
