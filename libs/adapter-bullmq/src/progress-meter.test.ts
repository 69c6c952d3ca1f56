import { describe, expect, it } from 'vitest';
import type { Progress } from '@afo/ports';
import { ProgressMeter } from './progress-meter.ts';

const read = (done: number, change: Partial<Progress> = {}): Progress => ({
  done,
  total: 1000,
  unit: 'bytes',
  activity: 'reading',
  ...change,
});

describe('when the remaining time is told', () => {
  it('tells none before there are two readings', () => {
    expect(new ProgressMeter().read(read(10), 0)).toEqual(read(10));
  });

  it('follows the rate of the last 20 seconds, not that of the whole run', () => {
    const meter = new ProgressMeter();
    meter.read(read(0), 0);
    meter.read(read(10), 100_000);

    const told = meter.read(read(110), 110_000);

    expect(told).toMatchObject({ bytesPerSecond: 10, etaSeconds: 89 });
  });

  it('tells no bytes per second of what is not counted in bytes', () => {
    const meter = new ProgressMeter();
    meter.read(read(0, { unit: 'files' }), 0);

    expect(meter.read(read(100, { unit: 'files' }), 1000)).toEqual({
      ...read(100, { unit: 'files' }),
      etaSeconds: 9,
    });
  });

  it('begins anew with each activity', () => {
    const meter = new ProgressMeter();
    meter.read(read(900), 0);

    expect(meter.read(read(5, { activity: 'verifying' }), 1000)).not.toHaveProperty('etaSeconds');
  });

  it('leaves a rate alone that the worker knows better', () => {
    const meter = new ProgressMeter();
    meter.read(read(0), 0);

    expect(meter.read(read(500, { bytesPerSecond: 7, etaSeconds: 3 }), 1000)).toMatchObject({
      bytesPerSecond: 7,
      etaSeconds: 3,
    });
  });

  it('tells nothing while nothing moves', () => {
    const meter = new ProgressMeter();
    meter.read(read(10), 0);

    expect(meter.read(read(10), 5000)).toEqual(read(10));
  });
});
