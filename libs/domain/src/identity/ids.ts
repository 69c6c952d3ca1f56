import { z } from 'zod';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A case is named by a UUIDv7 (RFC 9562), lower case. */
export const caseIdSchema = z
  .string()
  .regex(UUID_V7, 'a case id is a lower-case UUIDv7')
  .brand<'CaseId'>();
export type CaseId = z.infer<typeof caseIdSchema>;

/** `E-0001` … in order of acquisition, never reused within a case. */
export const evidenceIdSchema = z
  .string()
  .regex(/^E-\d{4,}$/, 'an evidence id looks like E-0001')
  .brand<'EvidenceId'>();
export type EvidenceId = z.infer<typeof evidenceIdSchema>;

/** Items that one entry or manifest names; as many ids as an entry of 64 KiB holds beside its other members. */
export const evidenceIdsSchema = z.array(evidenceIdSchema).max(6000);

/** `A-0001` …: an authorisation that was granted. */
export const authorisationIdSchema = z
  .string()
  .regex(/^A-\d{4,}$/, 'an authorisation id looks like A-0001')
  .brand<'AuthorisationId'>();
export type AuthorisationId = z.infer<typeof authorisationIdSchema>;

/** `R-0001` …: a request for authorisation, pending, granted, refused or expired. */
export const requestIdSchema = z
  .string()
  .regex(/^R-\d{4,}$/, 'a request id looks like R-0001')
  .brand<'RequestId'>();
export type RequestId = z.infer<typeof requestIdSchema>;

/** `T-0001` …: one run of one tool over evidence. */
export const toolRunIdSchema = z
  .string()
  .regex(/^T-\d{4,}$/, 'a tool run id looks like T-0001')
  .brand<'ToolRunId'>();
export type ToolRunId = z.infer<typeof toolRunIdSchema>;

/** The evidence id of the n-th item (1-based). */
export const evidenceId = (n: number): EvidenceId => evidenceIdSchema.parse(numbered('E', n));
/** The authorisation id of the n-th authorisation (1-based). */
export const authorisationId = (n: number): AuthorisationId =>
  authorisationIdSchema.parse(numbered('A', n));
/** The request id of the n-th request (1-based). */
export const requestId = (n: number): RequestId => requestIdSchema.parse(numbered('R', n));
/** The tool run id of the n-th tool run (1-based). */
export const toolRunId = (n: number): ToolRunId => toolRunIdSchema.parse(numbered('T', n));

/** The number inside a numbered id: 7 for `E-0007`. */
export const ordinalOf = (id: EvidenceId | AuthorisationId | RequestId | ToolRunId): number =>
  Number(id.slice(2));

const numbered = (letter: string, n: number): string => `${letter}-${String(n).padStart(4, '0')}`;
