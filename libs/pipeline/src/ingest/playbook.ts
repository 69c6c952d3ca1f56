import { sha256Hex } from '@afo/custody';
import type { Playbook, Sha256 } from '@afo/domain';
import { playbookSchema } from '@afo/domain';
import { parseDocument } from 'yaml';
import { PipelineError } from '../errors.ts';

/** A playbook with the digest of the text from which it was read, by which a plan names it. */
export interface LoadedPlaybook extends Playbook {
  readonly sha256: Sha256;
}

const MAX_PLAYBOOK_BYTES = 1_048_576;

/**
 * Reads a playbook from YAML and judges it by its schema. All faults are told at once, with their places.
 * @throws PipelineError `playbook.invalid`
 */
export function loadPlaybook(text: string): LoadedPlaybook {
  if (Buffer.byteLength(text) > MAX_PLAYBOOK_BYTES)
    throw new PipelineError('playbook.invalid', 'the playbook is larger than 1 MiB');
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new PipelineError('playbook.invalid', `the playbook is not YAML: ${fault.message}`, {
      cause: fault,
    });
  const parsed = playbookSchema.safeParse(plain(document));
  if (parsed.success) return { ...parsed.data, sha256: sha256Hex(text) };
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'playbook'}: ${message}`,
  );
  throw new PipelineError('playbook.invalid', faults.join('\n'));
}

function plain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    // No aliases: they can make a small text large, and a rule that is read elsewhere is not read.
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new PipelineError('playbook.invalid', 'the playbook uses YAML aliases', { cause });
  }
}
