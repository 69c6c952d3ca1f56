import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Cli } from '../cli.ts';
import { runTool } from '../stack/child.ts';
import { spanOf } from '../terminal/table.ts';
import { ExitCode } from '../terminal/exit-code.ts';

const resultSchema = z.object({
  case: z.string(),
  seconds: z.object({ setUp: z.number(), case: z.number() }),
  bundle: z.string(),
  verdict: z.string(),
  containment: z.string(),
  detections: z.number(),
  planted: z.number(),
  missed: z.array(z.string()),
  settingsGivenBack: z.number(),
  calls: z.number(),
  changingCalls: z.number(),
  folder: z.string(),
  failures: z.array(z.string()),
});
type Result = z.infer<typeof resultSchema>;

/** `afo demo --aws`: the whole case in the lab, played by `tools/aws-demo`; here it is told. */
export async function playInLab(cli: Cli, home: string | undefined): Promise<void> {
  const name = new Date().toISOString().replaceAll(':', '').slice(0, 17);
  const folder = home ?? join(cli.home, 'demo', `aws-${name}`);
  const out = await runTool('aws-demo', ['--home', folder], { say: 'inherit' });
  const result = resultSchema.parse(JSON.parse(out));
  cli.output.result(result, storyOf(result));
  process.exitCode = result.failures.length === 0 ? ExitCode.done : ExitCode.partial;
}

const SHOWN = [
  'this shows: the programs of the product, as they are deployed, take a case from the event in the queue to the bundle,',
  'write every change of the host ahead, leave the host as it was, and make no call that their policies do not allow.',
];
const NOT_SHOWN = [
  'the demo did not come out as it should, and shows nothing: see the lines that begin with "!".',
];

const storyOf = (result: Result): readonly string[] => [
  '',
  ...result.failures.map((text) => `! ${text}`),
  `case       ${result.case}, ${spanOf(result.seconds.case)} after ${spanOf(result.seconds.setUp)} of set-up`,
  `found      ${result.planted - result.missed.length} of ${result.planted} planted traces; ${result.detections} detections`,
  `host       isolation ${result.containment}; ${result.settingsGivenBack} settings given back by order`,
  `calls      ${result.calls} recorded, ${result.changingCalls} of them changing: ${relative('.', join(result.folder, 'calls.jsonl'))}`,
  `bundle     ${result.verdict.toUpperCase()}: ${relative('.', result.bundle)}`,
  '',
  ...(result.failures.length === 0 ? SHOWN : NOT_SHOWN),
  'it cannot show: that AWS answers like this. AWS was played by emulators and servers of our own. In the lab no packet',
  'moves (the proof of isolation is a scripted answer and marked so), no signature is checked, policies are judged by a',
  'simulator and enforced by nothing, EventBridge delivers no events of AWS (they were matched against the rules and put',
  'into the queue), and quotas, delays and consistency are not those of AWS.',
];
