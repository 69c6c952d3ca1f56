import type { Measured } from './run-ours.ts';

/** Does the work, and says what it took of this process: its own processor time, and all memory that it ever had. */
export async function measure(
  work: () => Promise<Pick<Measured, 'seconds' | 'storedBytes' | 'sha256'>>,
): Promise<Measured> {
  const before = process.cpuUsage();
  const { seconds, storedBytes, sha256 } = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    storedBytes,
    peakMiB: Math.ceil(process.resourceUsage().maxRSS / 1024),
    sha256,
  };
}
