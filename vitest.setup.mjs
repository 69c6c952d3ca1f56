import { afterEach, beforeEach, vi } from 'vitest';

const methods = ['debug', 'error', 'info', 'log', 'warn'];
let spies = [];

// Stray output hides real warnings, so it fails the test that made it. A test that expects output replaces the method itself.
beforeEach(() => {
  spies = methods.map((method) => vi.spyOn(console, method));
});

afterEach(() => {
  const stray = spies.flatMap((spy) => spy.mock.calls.map((call) => call.map(String).join(' ')));
  if (stray.length > 0) throw new Error(`stray console output:\n${stray.join('\n')}`);
});
