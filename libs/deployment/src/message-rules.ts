import { EVENT_SOURCE } from './event-source.ts';

/** A rule over what systems are told: it counts messages of one kind, for an alarm. */
export interface MessageRule {
  readonly name: string;
  readonly meaning: string;
  readonly pattern: {
    readonly source: readonly string[];
    readonly detail: { readonly text: readonly { readonly wildcard: string }[] };
  };
}

/** Messages after which somebody must look, by their words: those of `@afo/pipeline`, and a test holds them together. */
export const messageRules: readonly MessageRule[] = [
  rule(
    'step-failed',
    'A step of a case failed for good',
    '* failed and will not be tried again: *',
  ),
  rule('isolation-unproven', 'A host may not be isolated', '*(host.unproven)*', '*NOT proven*'),
  rule(
    'verification-failed',
    'Evidence could not be verified',
    '*: verify-evidence* failed and will not be tried again: *',
  ),
];

function rule(name: string, meaning: string, ...wildcards: readonly string[]): MessageRule {
  return {
    name,
    meaning,
    pattern: {
      source: [EVENT_SOURCE],
      detail: { text: wildcards.map((wildcard) => ({ wildcard })) },
    },
  };
}
