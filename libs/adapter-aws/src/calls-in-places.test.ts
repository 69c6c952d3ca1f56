import { PortError } from '@afo/ports';
import { expect, test } from 'vitest';
import { CallsInPlaces } from './calls-in-places.ts';

/** Places that answer with an error which names them. */
function places() {
  const open = new Set<string>();
  const opened: string[] = [];
  let gate: Promise<unknown> = Promise.resolve();
  const openTo = (place: string) => {
    opened.push(place);
    open.add(place);
    return {
      call: async () => {
        await gate;
        throw new PortError('aws.denied', `answered in ${place}`);
      },
      close: () => void open.delete(place),
    };
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    gate = promise;
    return resolve;
  };
  return { open, opened, openTo, hold };
}

const ask = async (calls: CallsInPlaces<string>, place: string): Promise<void> => {
  await expect(calls.to(place).call('ec2:DescribeInstances', {})).rejects.toThrow(
    `answered in ${place}`,
  );
};

test('a worker that has seen many cases does not hold the connections of them all', async () => {
  const { open, opened, openTo } = places();
  const calls = new CallsInPlaces(openTo, 2);

  for (const place of ['a', 'b', 'a', 'c']) await ask(calls, place);

  expect([...open]).toEqual(['a', 'c']);
  expect(opened).toEqual(['a', 'b', 'c']);
});

test('a call that is under way is not cut off by cases that come after it', async () => {
  const { open, openTo, hold } = places();
  const calls = new CallsInPlaces(openTo, 1);
  const goOn = hold();
  const both = Promise.all([ask(calls, 'long'), ask(calls, 'other')]);

  expect([...open]).toEqual(['long', 'other']);
  goOn(undefined);
  await both;

  await ask(calls, 'third');
  expect([...open]).toEqual(['third']);
});

test('who still holds a way to a place that was closed goes on with it', async () => {
  const { open, opened, openTo } = places();
  const calls = new CallsInPlaces(openTo, 1);
  const toA = calls.to('a');
  await ask(calls, 'a');
  await ask(calls, 'b');

  await expect(toA.call('ec2:DescribeInstances', {})).rejects.toThrow('answered in a');

  expect(opened).toEqual(['a', 'b', 'a']);
  calls.close();
  expect([...open]).toEqual([]);
});
