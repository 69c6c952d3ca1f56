/**
 * What `open` opens, opened when it is asked for first, and once for all who ask; again when opening failed. What has
 * been deferred on `failing` is done where opening fails half-way, so that no connection of it is left behind.
 */
export function openedOnce<T>(
  open: (failing: AsyncDisposableStack) => Promise<T>,
): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= wholly(open).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function wholly<T>(open: (failing: AsyncDisposableStack) => Promise<T>): Promise<T> {
  await using failing = new AsyncDisposableStack();
  const opened = await open(failing);
  // It stays open for as long as the function lives.
  failing.move();
  return opened;
}
