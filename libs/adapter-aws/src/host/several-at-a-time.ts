const AT_A_TIME = 8;

/**
 * Asks about each of many things, eight at a time, so that neither the answer takes for ever nor the control plane
 * throttles. Answers in the order of the things. After an error nothing further is asked, and nothing is under way any
 * more when it is thrown.
 */
export async function severalAtATime<T, R>(
  things: readonly T[],
  ask: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: (readonly [number, R])[] = [];
  const left = numbered(things);
  const askOn = async (): Promise<void> => {
    // An error in here closes what is left for the others too.
    for (const [n, thing] of left) answers.push([n, await ask(thing)]);
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, askOn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return answers.toSorted(([a], [b]) => a - b).map(([, answer]) => answer);
}

function* numbered<T>(things: readonly T[]): Generator<readonly [number, T]> {
  yield* things.entries();
}
