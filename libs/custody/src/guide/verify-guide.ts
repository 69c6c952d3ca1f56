import type { CaseId, EvidenceId, Sha256 } from '@afo/domain';

import { bundlePath } from '../bag/bundle-path.ts';
import type { KeyAlgorithm } from '../checkpoint/key-type.ts';
import { parseVkey } from '../checkpoint/vkey.ts';

/** What the guide of one bundle names. */
export interface GuideFacts {
  readonly caseId: CaseId;
  /** Size of the newest checkpoint, which is the number of entries in the bundle. */
  readonly size: number;
  /** The key that signs the newest checkpoint. */
  readonly vkey: string;
  /** Sizes of the checkpoints that have a timestamp. */
  readonly timestamps: readonly number[];
  /** Items of which all bytes are in the bundle. */
  readonly items: readonly GuideItem[];
}

export interface GuideItem {
  readonly item: EvidenceId;
  /** Digest of the content as seized. */
  readonly sha256: Sha256;
  /** Paths of its objects in the bundle, in order. */
  readonly objects: readonly string[];
  readonly isCompressed: boolean;
  readonly hasBlocks: boolean;
}

/** Items for which the guide spells out commands; the rest go the same way. */
const SPELLED_OUT = 20;

/**
 * The text of `data/VERIFY.md`: how to check this very bundle by hand, with tools that are none of ours. The commands
 * run in a POSIX shell in the folder of the bundle; a test runs them.
 * @throws {CustodyError} `custody.invalid-key`
 */
export function verifyGuide(facts: GuideFacts): string {
  return [
    introduction(facts),
    bagSection,
    signatureSection(facts),
    rootSection(facts),
    evidenceSection(facts.items),
    ...facts.timestamps.map(timestampSection),
    limits,
  ].join('\n');
}

const introduction = ({ caseId, size }: GuideFacts): string => `# How to check this bundle

Case ${caseId}, ${String(size)} entries.

The short way is \`afo verify\` on this folder. This page is the long way: with \`sha256sum\`, \`openssl\`, \`zstd\` and a POSIX shell, none of them ours. Work on a copy, in its top folder (the one with \`bagit.txt\`). Each block prints what it found, and stops with an error where something is wrong.

The formats are RFC 8493 (BagIt), RFC 8785 (canonical JSON), RFC 6962 (Merkle tree), C2SP signed-note and tlog-checkpoint, RFC 3161 (timestamps) and RFC 8878 (zstd).
`;

const bagSection = `## 1. Nothing was damaged on the way

Any BagIt tool does this. By hand (\`--ignore-missing\` passes over what \`fetch.txt\` lists as kept elsewhere):

\`\`\`sh
sha256sum --check --quiet tagmanifest-sha256.txt
sha256sum --check --quiet --ignore-missing manifest-sha256.txt
\`\`\`

This shows accidents only: whoever forges a bundle writes these lists anew. What follows cannot be forged.
`;

function signatureSection({ size, vkey }: GuideFacts): string {
  const note = bundlePath.checkpoint(size);
  const key = bundlePath.key(vkey);
  const { name, algorithm } = parseVkey(vkey);
  const { isWhat, commands } = signatureChecks[algorithm];
  return `## 2. The newest checkpoint is signed

The key below comes with the bundle. It is ${isWhat}. Compare it with the one that you got from the signer by another way:

\`\`\`
${vkey}
\`\`\`

\`\`\`sh
note=${note}
sed '/^$/,$d' "$note" > text.tmp
grep -F -- '— ${name} ' "$note" | sed 's/.* //' | base64 -d | tail -c +5 > signature.tmp
${commands(key)}
rm text.tmp signature.tmp key.tmp
\`\`\`

Any program for C2SP signed notes that knows keys of this type does the same with \`${note}\` and \`${key}\`.
`;
}

/** What a key is, and how openssl checks its signature. */
const signatureChecks: Record<
  KeyAlgorithm,
  { readonly isWhat: string; readonly commands: (key: string) => string }
> = {
  ed25519: {
    isWhat: 'an Ed25519 key (RFC 8032)',
    commands: (
      key,
    ) => `{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d+ -f3- ${key} | base64 -d | tail -c +2; } > key.tmp
openssl pkeyutl -verify -pubin -keyform DER -inkey key.tmp -rawin -in text.tmp -sigfile signature.tmp`,
  },
  'ecdsa-p256': {
    isWhat: 'an ECDSA key on the curve P-256, which signs SHA-256 of the text (FIPS 186-5)',
    commands: (key) => `cut -d+ -f3- ${key} | base64 -d | tail -c +2 > key.tmp
openssl dgst -sha256 -verify key.tmp -keyform DER -signature signature.tmp text.tmp`,
  },
};

const rootSection = ({ size }: GuideFacts): string => `## 3. The log is the one that was signed

The hash of an entry is SHA-256 of a zero byte and its line; two hashes make one, with a byte 1 before them, until one is left. (For very long logs use a program; this takes a few thousandths of a second an entry.)

\`\`\`sh
test "$(wc -l < ${bundlePath.caseLog})" -eq ${String(size)}
while IFS= read -r line; do
  { printf '\\000'; printf '%s' "$line"; } | sha256sum | cut -c1-64
done < ${bundlePath.caseLog} > level.tmp
while [ "$(wc -l < level.tmp)" -gt 1 ]; do
  while read -r left; do
    if read -r right; then
      { printf '\\001'; printf '%s%s' "$left" "$right" | tr a-f A-F | basenc --base16 -d; } | sha256sum | cut -c1-64
    else
      echo "$left"
    fi
  done < level.tmp > next.tmp
  mv next.tmp level.tmp
done
root=$(tr a-f A-F < level.tmp | tr -d '\\n' | basenc --base16 -d | base64)
rm level.tmp
echo "root of the log:        $root"
echo "root of the checkpoint: $(sed -n 3p ${bundlePath.checkpoint(size)})"
test "$root" = "$(sed -n 3p ${bundlePath.checkpoint(size)})"
\`\`\`
`;

function evidenceSection(items: readonly GuideItem[]): string {
  const more = items.length - SPELLED_OUT;
  return [
    `## 4. The evidence is what the log says

The log now stands. For every item it has an entry \`evidence.sealed\` with the digest of its content, as seized and uncompressed, and with the digest of its manifest (\`data/manifests/\`), which names the stored objects.
`,
    ...(items.length === 0
      ? ['No evidence is in this bundle; `fetch.txt` says where it is.\n']
      : []),
    ...items.slice(0, SPELLED_OUT).map(itemSection),
    ...(more > 0 ? [`${String(more)} more items go the same way.\n`] : []),
  ].join('\n');
}

function itemSection({ item, sha256, objects, isCompressed, hasBlocks }: GuideItem): string {
  const content = `cat ${objects.join(' ')}${isCompressed ? ' | zstd -dcq' : ''}`;
  const manifest = bundlePath.manifest(item);
  return `### ${item}

\`\`\`sh
grep '"type":"evidence.sealed"' ${bundlePath.caseLog} | grep -F "\\"$(sha256sum < ${manifest} | cut -c1-64)\\"" | grep -F '"sha256":"${sha256}"' > /dev/null
${content} | sha256sum | grep '^${sha256} '
${hasBlocks ? blockCommands(item, content) : ''}\`\`\`
`;
}

/** One digest per block of 512 KiB, compared with the digest file. */
const blockCommands = (
  item: EvidenceId,
  content: string,
): string => `${content} | split -b 524288 --filter='sha256sum | cut -c1-64' > blocks.tmp
basenc --base16 -w 64 ${bundlePath.blocks(item)} | tr A-F a-f | diff - blocks.tmp
rm blocks.tmp
`;

const timestampSection = (size: number): string => `## Timestamp of checkpoint ${String(size)}

With the root certificate of the timestamp authority, from the authority itself, as \`root.pem\`:

\`\`\`
openssl ts -verify -in ${bundlePath.timestamp(size)} -data ${bundlePath.checkpoint(size)} -CAfile root.pem
\`\`\`
`;

const limits = `## What this does not show

- Whose the key is. Ask the signer, by another way than this bundle.
- That no newer bundle of the case exists. Ask for the newest checkpoint, and compare.
- That what was recorded was true when it was recorded. The log shows who said what, when, and that nobody changed it since.
`;
