import type { EntryDraft } from '@afo/domain';
import { sampleLog } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import type { HostChange } from '@afo/ports';
import { expect, test } from 'vitest';
import { carryOut } from './carry-out.ts';

type Answer = 'works' | 'fails' | 'answer-lost' | 'lies';

function network(answers: Readonly<Record<string, Answer>>) {
  const groups = new Map(Object.keys(answers).map((id) => [id, 'sg-old']));
  const drafts: EntryDraft[] = [];
  const calls: string[] = [];
  const change = (id: string, needs: readonly string[] = []): HostChange => ({
    id,
    setting: 'eni.groups',
    resource: id,
    planned: { call: 'ec2:Test', where: {}, parameters: {}, alsoHits: [] },
    wanted: { group: 'sg-closed' },
    needs,
    read: () => Promise.resolve({ group: groups.get(id) ?? '' }),
    apply: () => {
      calls.push(`${id} after ${String(drafts.length)}`);
      const answer = answers[id];
      if (answer === 'works' || answer === 'answer-lost') groups.set(id, 'sg-closed');
      return answer === 'fails' || answer === 'answer-lost'
        ? Promise.reject(new PortError('queue.unavailable', 'no answer'))
        : Promise.resolve('r-1');
    },
  });
  const record = (...more: readonly EntryDraft[]) => {
    drafts.push(...more);
    return Promise.resolve();
  };
  const phases = () => drafts.map(({ body }) => ('phase' in body ? body.phase : ''));
  return { groups, drafts, calls, change, record, phases };
}

test('a failed change neither reopens the host nor stops the next one, and the step fails', async () => {
  const net = network({ a: 'works', b: 'fails', c: 'works' });
  const changes = [net.change('a'), net.change('b'), net.change('c')];
  await expect(carryOut(changes, { record: net.record, logged: [] })).rejects.toMatchObject({
    code: 'host.not-changed',
    message: expect.stringContaining('b (queue.unavailable)') as string,
  });
  expect([...net.groups.values()]).toEqual(['sg-closed', 'sg-old', 'sg-closed']);
  expect(net.phases()).toEqual(['intended', 'done', 'intended', 'failed', 'intended', 'done']);
});

test('a host with very many changes that fail says how many it does not name, within what an entry can hold', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `contain/eni.groups/eni-${String(index)}`);
  const net = network(Object.fromEntries(ids.map((id) => [id, 'fails'] as const)));
  const changes = ids.map((id) => net.change(id));

  const error: unknown = await carryOut(changes, { record: net.record, logged: [] }).catch(
    (thrown: unknown) => thrown,
  );

  const { message } = error instanceof Error ? error : new Error('nothing was thrown');
  const [, left] = /, and (\d+) more$/u.exec(message) ?? [];
  expect(message.length).toBeLessThan(4_000);
  expect(message.split(' (queue.unavailable)').length - 1 + Number(left)).toBe(200);
});

test('the intent and the state before are in the log before the call is made', async () => {
  const net = network({ a: 'works' });
  await carryOut([net.change('a')], { record: net.record, logged: [] });
  expect(net.calls).toEqual(['a after 1']);
  expect(net.drafts[0]?.body).toMatchObject({ phase: 'intended', before: { group: 'sg-old' } });
  expect(net.drafts[1]?.body).toMatchObject({ phase: 'done', requestId: 'r-1' });
});

test('a group that does not read back as closed is not put on the host', async () => {
  const net = network({ group: 'lies', eni: 'works' });
  const changes = [net.change('group'), net.change('eni', ['group'])];
  await expect(carryOut(changes, { record: net.record, logged: [] })).rejects.toThrow(
    'eni (needs group)',
  );
  expect(net.calls).toEqual(['group after 1']);
});

test('a change whose condition is misspelt or comes later changes nothing, instead of going on without it', async () => {
  for (const wrong of ['grop', 'eni', 'later']) {
    const net = network({ group: 'works', eni: 'works', later: 'works' });
    const changes = [net.change('group'), net.change('eni', [wrong]), net.change('later')];
    await expect(carryOut(changes, { record: net.record, logged: [] })).rejects.toMatchObject({
      code: 'host.not-changed',
      retryable: false,
    });
    expect([net.calls, net.drafts]).toEqual([[], []]);
  }
});

test('a call whose answer was lost counts as done when the change reads back', async () => {
  const net = network({ a: 'answer-lost' });
  await carryOut([net.change('a')], { record: net.record, logged: [] });
  expect(net.phases()).toEqual(['intended', 'done']);
});

test('a second run finds everything in effect, calls nothing and logs nothing', async () => {
  const net = network({ a: 'works' });
  await carryOut([net.change('a')], { record: net.record, logged: [] });
  await carryOut([net.change('a')], { record: net.record, logged: [] });
  expect(net.calls).toHaveLength(1);
  expect(net.drafts).toHaveLength(2);
});

test('a log that cannot be written stops before the host is touched', async () => {
  const net = network({ a: 'works' });
  const record = () => Promise.reject(new PortError('case-log.unavailable', 'full'));
  await expect(carryOut([net.change('a')], { record, logged: [] })).rejects.toThrow('full');
  expect(net.calls).toEqual([]);
});

const intended = (before: string) => ({
  type: 'resource.changed',
  body: {
    change: 'a',
    resource: 'a',
    phase: 'intended',
    before: { group: before },
    after: { group: 'sg-closed' },
  },
});

test('after a crash behind the call, the intent is answered and the original state is kept', async () => {
  const net = network({ a: 'works' });
  net.groups.set('a', 'sg-closed');
  await carryOut([net.change('a')], { record: net.record, logged: sampleLog(intended('sg-web')) });
  expect(net.calls).toEqual([]);
  expect(net.drafts.map(({ body }) => body)).toMatchObject([
    { phase: 'done', before: { group: 'sg-web' } },
  ]);
});

test('a later attempt goes forward and still knows the state before the first intent', async () => {
  const net = network({ a: 'works' });
  await carryOut([net.change('a')], { record: net.record, logged: sampleLog(intended('sg-web')) });
  expect(net.groups.get('a')).toBe('sg-closed');
  expect(net.drafts.map(({ body }) => body)).toMatchObject([
    { phase: 'intended', before: { group: 'sg-web' } },
    { phase: 'done', before: { group: 'sg-web' } },
  ]);
});

test('an act that the log holds as done is not done again, though the state has moved on', async () => {
  const net = network({ a: 'works' });
  const act = { ...net.change('a'), once: true };
  await carryOut([act], { record: net.record, logged: [] });
  const logged = sampleLog(...net.drafts.map(({ type, body }) => ({ type, body: { ...body } })));
  net.groups.set('a', 'sg-quarantine');
  await carryOut([act], { record: net.record, logged });
  expect(net.calls).toHaveLength(1);
});

/** An interface with a way in and its way out, and what happens at each. */
function doorway(answers: { readonly in: Answer; readonly out: Answer }) {
  const net = network({ eni: 'works' });
  const seen: string[] = [];
  const at = (id: string, group: string, answer: Answer): HostChange => ({
    ...net.change('eni'),
    id,
    wanted: { group },
    apply: () => {
      seen.push(`${id} after ${String(net.drafts.length)}`);
      if (answer === 'works' || answer === 'answer-lost') net.groups.set('eni', group);
      return answer === 'works' ? Promise.resolve(id) : Promise.reject(failureOf(answer));
    },
  });
  const enter: HostChange = { ...at('in', 'sg-open', answers.in), once: true, followedBy: 'out' };
  const leave: HostChange = { ...at('out', 'sg-closed', answers.out), endsAccess: true };
  net.groups.set('eni', 'sg-closed');
  return { ...net, seen, enter, leave, after: net.change('after') };
}

const failureOf = (answer: Answer): Error =>
  answer === 'lies' ? new TypeError('a fault') : new PortError('queue.unavailable', 'no answer');

test('F-20 writes nothing while access stands: both intents before, both ends behind', async () => {
  const door = doorway({ in: 'works', out: 'works' });

  await carryOut([door.enter, door.leave], { record: door.record, logged: [] });

  expect(door.seen).toEqual(['in after 2', 'out after 2']);
  expect(door.phases()).toEqual(['intended', 'intended', 'done', 'done']);
  expect(door.groups.get('eni')).toBe('sg-closed');
});

test('F-20 goes the way out whatever came of the way in, a fault of the program included', async () => {
  const lost = doorway({ in: 'answer-lost', out: 'works' });
  const broken = doorway({ in: 'lies', out: 'works' });

  await carryOut([lost.enter, lost.leave], { record: lost.record, logged: [] });
  const fault = carryOut([broken.enter, broken.leave], { record: broken.record, logged: [] });

  await expect(fault).rejects.toThrow(TypeError);
  expect([lost.seen.length, broken.seen.length]).toEqual([2, 2]);
  expect(lost.groups.get('eni')).toBe('sg-closed');
});

test('F-20 says by a code of its own that a host may be open, and goes on with the rest', async () => {
  const door = doorway({ in: 'works', out: 'fails' });
  door.groups.set('after', 'sg-old');

  const running = carryOut([door.enter, door.leave, { ...door.after, id: 'after' }], {
    record: door.record,
    logged: [],
  });

  await expect(running).rejects.toMatchObject({ code: 'host.may-be-open', retryable: true });
  expect(door.calls).toEqual(['after after 5']);
});

test('changes nothing where the way out does not follow the way in', async () => {
  const door = doorway({ in: 'works', out: 'works' });

  const running = carryOut([door.enter, door.after, door.leave], {
    record: door.record,
    logged: [],
  });

  await expect(running).rejects.toMatchObject({ code: 'host.not-changed' });
  expect(door.seen).toEqual([]);
});
