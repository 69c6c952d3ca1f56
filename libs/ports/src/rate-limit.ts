/**
 * A quota that several readers share, by key: in one process, or in all processes that know of each other.
 *
 * MUST: let through no more than the key's rate and burst allow in the long run, whoever asks; answer in the order of
 * asking within one process; end with the signal's reason when the signal is aborted.
 * MUST NOT: let work through because the limiter itself cannot be reached (it throws then); be taken for a promise
 * that the service will not throttle, since others use the same quota.
 */
export interface RateLimit {
  /** Waits until `n` requests may be made. */
  take(key: string, n: number, signal?: AbortSignal): Promise<void>;
}
