import { z } from 'zod';

export const findingSchema = z.looseObject({
  Id: z.string().min(1),
  ProductArn: z.string().min(1),
  AwsAccountId: z.string().regex(/^\d{12}$/),
  GeneratorId: z.string().optional(),
  RecordState: z.string().optional(),
  Workflow: z.looseObject({ Status: z.string().optional() }).optional(),
  Resources: z.array(z.looseObject({ Id: z.string().optional() })).optional(),
});
export type HubFinding = z.infer<typeof findingSchema>;

export const importSchema = z.object({ Findings: z.array(z.unknown()).min(1).max(100) });

const filterSchema = z.array(
  z.object({ Value: z.string(), Comparison: z.enum(['EQUALS', 'PREFIX']) }),
);
export type HubFilter = z.infer<typeof filterSchema>;

/** The filters that the lab understands; another is refused, as an answer that ignores it would be false. */
export const querySchema = z.object({
  Filters: z
    .strictObject({
      Id: filterSchema,
      ProductArn: filterSchema,
      AwsAccountId: filterSchema,
      GeneratorId: filterSchema,
      RecordState: filterSchema,
      ResourceId: filterSchema,
      WorkflowStatus: filterSchema,
    })
    .partial()
    .optional(),
  NextToken: z.string().regex(/^\d+$/).optional(),
  MaxResults: z.int().min(1).max(100).optional(),
});

const identifierSchema = z.object({ Id: z.string(), ProductArn: z.string() });

export const updateSchema = z.object({
  FindingIdentifiers: z.array(identifierSchema).min(1).max(100),
  Note: z.object({ Text: z.string().min(1).max(512), UpdatedBy: z.string().min(1) }).optional(),
  Severity: z.looseObject({ Label: z.string().optional() }).optional(),
  VerificationState: z.string().optional(),
  Confidence: z.int().optional(),
  Criticality: z.int().optional(),
  Types: z.array(z.string()).optional(),
  UserDefinedFields: z.record(z.string(), z.string()).optional(),
  Workflow: z.object({ Status: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }).optional(),
});

export const actionSchema = z.object({
  Name: z.string().min(1).max(20),
  Description: z.string().min(1).max(500),
  Id: z.string().regex(/^[A-Za-z0-9]{1,20}$/),
});

export const actionQuerySchema = z.object({ ActionTargetArns: z.array(z.string()).optional() });
