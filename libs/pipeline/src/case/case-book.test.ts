import { memoryPorts } from '@afo/conformance/memory';
import { sampleOpening } from '@afo/domain/testing';
import { caseIdSchema } from '@afo/domain';
import type { EntryDraft } from '@afo/domain';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook } from './case-book.ts';

const id = caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000007');
const opening: EntryDraft = { type: 'case.opened', body: { ...sampleOpening.body, sources: [] } };
const note = (text: string): EntryDraft => ({ type: 'note.added', body: { text } });

describe('when many writers append to one case', () => {
  it('loses no entry and forks nothing', async () => {
    const ports = memoryPorts();
    await CaseBook.create(ports, id, [opening]);
    const books = await Promise.all(Array.from({ length: 8 }, () => CaseBook.open(ports, id)));

    await Promise.all(
      books.flatMap((book, writer) =>
        [0, 1, 2].map((n) => book.append(() => [note(`${writer}/${n}`)])),
      ),
    );

    const { state } = await CaseBook.open(ports, id);
    expect(state.size).toBe(1 + 8 * 3);
  });

  it('asks again with the newer state, so that a thing is entered once', async () => {
    const ports = memoryPorts();
    await CaseBook.create(ports, id, [opening]);
    const books = await Promise.all([CaseBook.open(ports, id), CaseBook.open(ports, id)]);

    const written = await Promise.all(
      books.map((book) => book.append((state) => (state.size === 1 ? [note('once')] : []))),
    );

    expect(written.map((entries) => entries.length).sort()).toEqual([0, 1]);
  });
});

describe('when the clock is set back', () => {
  it('never lets the log go backwards in time', async () => {
    const ports = memoryPorts();
    const book = await CaseBook.create(ports, id, [opening]);
    ports.clock.advance(-60_000);

    const [entry] = await book.append(() => [note('later')]);

    expect(entry?.at).toBe(book.state.opened.at);
  });
});

describe('when a checkpoint is signed', () => {
  it('covers every entry before it and is kept with its case', async () => {
    const ports = memoryPorts();
    const book = await CaseBook.create(ports, id, [opening, note('a'), note('b')]);

    const signed = await book.checkpoint();

    const [kept] = await ports.log.checkpoints(id);
    expect(signed.size).toBe(3);
    expect(kept?.note.split('\n').slice(0, 2)).toEqual([`afo.case/${id}`, '3']);
    expect(book.state.checkpoints).toEqual([signed]);
  });
});

describe('when the time-stamp authority does not answer', () => {
  it('signs all the same and says in the log that the token is missing, so that no case stands still', async () => {
    const stamp = () => Promise.reject(new PortError('timestamp.unavailable', 'no answer'));
    const ports = { ...memoryPorts(), timestamps: { stamp } };
    const book = await CaseBook.create(ports, id, [opening]);

    const signed = await book.checkpoint();

    const texts: string[] = [];
    for await (const { entry } of ports.log.read(id)) {
      if (entry.type === 'note.added') texts.push(entry.body.text);
    }
    expect(signed).toMatchObject({ size: 1, timestamp: false });
    expect(texts).toEqual([
      'The checkpoint over 1 entries has no time stamp: no answer (timestamp.unavailable)',
    ]);
  });
});

describe('when a case does not exist', () => {
  it('says so with a code', async () => {
    await expect(CaseBook.open(memoryPorts(), id)).rejects.toMatchObject({
      code: 'case.not-found',
    });
  });
});
