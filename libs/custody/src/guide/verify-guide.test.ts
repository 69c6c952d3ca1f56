import { generateKeyPairSync } from 'node:crypto';
import { caseIdSchema, evidenceId } from '@afo/domain';
import { describe, expect, it } from 'vitest';

import type { GuideFacts } from '../index.ts';
import { sha256Hex, verifyGuide, vkeyOf } from '../index.ts';

const facts: GuideFacts = {
  caseId: caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001'),
  size: 13,
  vkey: vkeyOf('afo.example/k', generateKeyPairSync('ed25519').publicKey),
  timestamps: [],
  items: [],
};
const item = (n: number) => ({
  item: evidenceId(n),
  sha256: sha256Hex(String(n)),
  objects: [`data/evidence/${evidenceId(n)}/x`],
  isCompressed: n % 2 === 0,
  hasBlocks: n % 3 === 0,
});

// That the commands do what they say is shown in tools/cross-check, where they are run.
describe('when a guide is written', () => {
  it('names the key, the checkpoint and the case', () => {
    const guide = verifyGuide(facts);

    expect(guide).toContain(facts.vkey);
    expect(guide).toContain('data/checkpoints/13.note');
    expect(guide).toContain(`Case ${facts.caseId}, 13 entries.`);
    expect(guide).toContain('No evidence is in this bundle');
    expect(guide).not.toContain('openssl ts');
    expect(guide).toContain('It is an Ed25519 key (RFC 8032).');
  });

  it('says when the key is an ECDSA key, and how openssl checks that one', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const guide = verifyGuide({ ...facts, vkey: vkeyOf('afo.example/k', publicKey) });

    expect(guide).toContain('It is an ECDSA key on the curve P-256');
    expect(guide).toContain('openssl dgst -sha256 -verify key.tmp');
    expect(guide).not.toContain('pkeyutl');
  });

  it('spells out how to check items, and says when there are more', () => {
    const guide = verifyGuide({
      ...facts,
      timestamps: [5, 13],
      items: Array.from({ length: 23 }, (_, index) => item(index + 1)),
    });

    expect(guide).toContain(
      `cat data/evidence/E-0002/x | zstd -dcq | sha256sum | grep '^${sha256Hex('2')} '`,
    );
    expect(guide).toContain(`cat data/evidence/E-0001/x | sha256sum | grep '^${sha256Hex('1')} '`);
    expect(guide).toContain('data/blocks/E-0003.blocks');
    expect(guide).not.toContain('data/blocks/E-0001.blocks');
    expect(guide).toContain('3 more items go the same way.');
    expect(guide.match(/openssl ts -verify/g)).toHaveLength(2);
  });
});
