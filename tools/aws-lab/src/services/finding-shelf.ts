import type { z } from 'zod';
import { findingSchema } from './security-hub-schema.ts';
import type { HubFilter, HubFinding, querySchema, updateSchema } from './security-hub-schema.ts';

type Query = z.infer<typeof querySchema>;
type Update = z.infer<typeof updateSchema>;

/** The findings of one account and region. */
export class FindingShelf {
  readonly #findings = new Map<string, HubFinding>();

  take(findings: readonly unknown[]): object {
    const failed: object[] = [];
    for (const candidate of findings) {
      const finding = findingSchema.safeParse(candidate);
      if (finding.success) this.#import(finding.data);
      else failed.push({ ErrorCode: 'InvalidInput', ErrorMessage: finding.error.message });
    }
    return {
      FailedCount: failed.length,
      SuccessCount: findings.length - failed.length,
      FailedFindings: failed,
    };
  }

  find({ Filters = {}, NextToken, MaxResults = 100 }: Query): object {
    const found = [...this.#findings.values()].filter((finding) =>
      Object.entries(Filters).every(
        ([name, filters]) =>
          filters === undefined || valuesOf(finding, name).some((value) => matches(value, filters)),
      ),
    );
    const from = Number(NextToken ?? 0);
    const next = from + MaxResults;
    return {
      Findings: found.slice(from, next),
      ...(next < found.length ? { NextToken: String(next) } : {}),
    };
  }

  /** What is not there is told one by one, and the others are updated all the same. */
  update({ FindingIdentifiers, ...change }: Update): object {
    const processed: object[] = [];
    const unprocessed: object[] = [];
    for (const identifier of FindingIdentifiers) {
      const finding = this.#findings.get(keyOf(identifier));
      if (finding === undefined)
        unprocessed.push({
          FindingIdentifier: identifier,
          ErrorCode: 'FindingNotFound',
          ErrorMessage: 'Finding Not Found',
        });
      else {
        const note = change.Note === undefined ? {} : { Note: stamped(change.Note) };
        this.#findings.set(keyOf(identifier), { ...finding, ...present(change), ...note });
        processed.push(identifier);
      }
    }
    return { ProcessedFindings: processed, UnprocessedFindings: unprocessed };
  }

  // What an investigator has set is not overwritten by the product that found it (BatchImportFindings, API reference).
  #import(finding: HubFinding): void {
    const known = this.#findings.get(keyOf(finding));
    const kept = present(Object.fromEntries(INVESTIGATORS.map((name) => [name, known?.[name]])));
    this.#findings.set(keyOf(finding), {
      Workflow: { Status: 'NEW' },
      RecordState: 'ACTIVE',
      ...finding,
      ...kept,
    });
  }
}

const INVESTIGATORS = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'];

const keyOf = ({ Id, ProductArn }: { readonly Id: string; readonly ProductArn: string }): string =>
  JSON.stringify([ProductArn, Id]);
const stamped = (note: object): object => ({ ...note, UpdatedAt: new Date().toISOString() });
const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const matches = (value: string, filters: HubFilter): boolean =>
  filters.some(({ Value, Comparison }) =>
    Comparison === 'EQUALS' ? value === Value : value.startsWith(Value),
  );

function valuesOf(finding: HubFinding, filter: string): readonly string[] {
  if (filter === 'ResourceId')
    return (finding.Resources ?? []).flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
  const value = filter === 'WorkflowStatus' ? finding.Workflow?.Status : finding[filter];
  return typeof value === 'string' ? [value] : [];
}
