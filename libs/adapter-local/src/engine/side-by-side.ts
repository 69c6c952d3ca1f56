/** Does `act` with every item, `limit` of them at a time. */
export async function sideBySide<T>(
  items: readonly T[],
  limit: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    // All lanes take from one iterator, so each item is taken once.
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
