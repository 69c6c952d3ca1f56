/** Most bytes of one delivery: a request's body, a file. */
export const MAX_EVENT_BYTES = 10 * 1_048_576;

/** Most bytes of one record: a line, an element, a message. EventBridge and SQS carry at most 1 MiB. */
export const MAX_RECORD_BYTES = 1_048_576;

/** Most records of one delivery. */
export const MAX_RECORDS = 10_000;

/** Deepest nesting of arrays and objects. Real findings stay below 20. */
export const MAX_DEPTH = 64;

/** How many envelopes may lie around an event (SNS in SQS in a Lambda event is three). */
export const MAX_WRAPPINGS = 6;

/** Most findings in one event; BatchImportFindings takes 100. */
export const MAX_FINDINGS = 1000;
