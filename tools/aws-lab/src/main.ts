import { startAwsLab } from './lab/index.ts';

// The lab as a program. Argument: a scenario file. Says on one line of JSON where it is, which processes it has started
// and what it has made, and ends when its input is closed or a signal comes, so that it never outlives who started it.

const [scenario] = process.argv.slice(2);
if (scenario === undefined) {
  process.stderr.write('usage: main.ts SCENARIO.json\n');
  process.exit(64);
}
const lab = await startAwsLab({ scenario });
process.stdout.write(`${JSON.stringify({ url: lab.url, pids: lab.pids, ids: lab.ids() })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void lab.close());
