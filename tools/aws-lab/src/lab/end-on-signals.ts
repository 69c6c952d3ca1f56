const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the lab before a signal ends us. Whoever listens to signals besides ends the program in their own way. Answers
 * with what takes the listeners away again.
 */
export function endOnSignals(end: () => Promise<void>): () => void {
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, ended);
  };
  const ended = (signal: NodeJS.Signals): void => {
    release();
    const isAlone = process.listenerCount(signal) === 0;
    // Whatever comes of it, the signal is obeyed.
    void end().finally(() => {
      if (isAlone) process.kill(process.pid, signal);
    });
  };
  for (const signal of SIGNALS) process.once(signal, ended);
  return release;
}
