/** True for the requests to S3 whose small body says which lock an object gets; that is wanted in the record. */
export const asksForLock = ({ searchParams }: URL): boolean =>
  searchParams.has('retention') || searchParams.has('legal-hold');

const TOLD: readonly (readonly [string, RegExp])[] = [
  ['x-amz-object-lock-mode', /<Mode>([A-Z]+)<\/Mode>/],
  ['x-amz-object-lock-retain-until-date', /<RetainUntilDate>([\w:.+-]+)<\/RetainUntilDate>/],
  ['x-amz-object-lock-legal-hold', /<Status>(ON|OFF)<\/Status>/],
];

/** What a body asks for, under the names of the headers that ask for the same with a put. */
export const lockIn = (body: string): Record<string, string> =>
  Object.fromEntries(
    TOLD.flatMap(([name, pattern]) => {
      const value = pattern.exec(body)?.[1];
      return value === undefined ? [] : [[name, value]];
    }),
  );
