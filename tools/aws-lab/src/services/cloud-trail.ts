import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { LabCall } from '../gateway/call-log.ts';
import type { Desk, DeskCall } from '../gateway/desk.ts';
import { partitionOf } from '../gateway/partition.ts';
import { trailParametersOf } from './trail-parameters.ts';

const querySchema = z.object({
  LookupAttributes: z
    .array(z.object({ AttributeKey: z.string(), AttributeValue: z.string() }))
    .max(1)
    .optional(),
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  MaxResults: z.int().min(1).max(50).optional(),
  NextToken: z.string().regex(/^\d+$/).optional(),
});

/**
 * LookupEvents from the gateway's own record: the calls of this account and region that change something, newest
 * first. In AWS events arrive minutes later and come from every way in; here at once, and from this gateway alone.
 */
export const cloudTrailDesk =
  (calls: () => readonly LabCall[]): Desk =>
  (call) => {
    if (call.service !== 'cloudtrail' || call.operation !== 'LookupEvents') return undefined;
    const query = querySchema.safeParse(call.parameters);
    if (!query.success)
      return errorAnswer('cloudtrail', {
        status: 400,
        code: 'InvalidLookupAttributesException',
        message: 'the lookup is not one that the lab understands',
      });
    const { MaxResults = 50, NextToken } = query.data;
    const from = Number(NextToken ?? 0);
    const found = calls()
      .filter((recorded) => isAsked(recorded, call, query.data))
      .toReversed();
    const next = from + MaxResults;
    return jsonAnswer({
      Events: found.slice(from, next).map(eventOf),
      ...(next < found.length ? { NextToken: String(next) } : {}),
    });
  };

function isAsked(
  recorded: LabCall,
  { principal, region }: DeskCall,
  query: z.infer<typeof querySchema>,
): boolean {
  const seconds = recorded.at / 1000;
  return (
    recorded.changing &&
    recorded.region === region &&
    recorded.principal?.account === principal.account &&
    seconds >= (query.StartTime ?? 0) &&
    seconds <= (query.EndTime ?? Infinity) &&
    (query.LookupAttributes ?? []).every((asked) =>
      hasAttribute(recorded, asked.AttributeKey, asked.AttributeValue),
    )
  );
}

function hasAttribute(recorded: LabCall, key: string, value: string): boolean {
  if (key === 'EventName') return recorded.operation === value;
  if (key === 'EventSource') return `${recorded.service}.amazonaws.com` === value;
  if (key === 'ReadOnly') return value === 'false';
  if (key === 'ResourceName') return resourcesOf(recorded).includes(value);
  return key === 'Username' && recorded.principal?.session === value;
}

/** What a call names: every text of its parameters that is an id or a name, not what is written into something. */
function resourcesOf({ parameters }: LabCall): readonly string[] {
  const texts = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return value.length <= 256 ? [value] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return texts(parameters);
}

function eventOf(call: LabCall) {
  const id = call.requestId ?? randomUUID();
  return {
    EventId: id,
    EventName: call.operation,
    EventSource: `${call.service}.amazonaws.com`,
    EventTime: call.at / 1000,
    ReadOnly: 'false',
    Username: call.principal?.session ?? 'root',
    Resources: [],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      eventTime: new Date(call.at).toISOString(),
      eventName: call.operation,
      eventSource: `${call.service}.amazonaws.com`,
      awsRegion: call.region,
      requestID: id,
      requestParameters: trailParametersOf(call),
      userIdentity: identityOf(call),
      recipientAccountId: call.principal?.account,
      ...(call.error === undefined ? {} : { errorCode: call.error }),
    }),
  };
}

/** A session with the role that it is of, as CloudTrail has it. */
function identityOf({ principal, region }: LabCall) {
  if (principal?.role === undefined)
    return { type: 'Root', arn: principal?.arn, accountId: principal?.account };
  const { account, arn, role } = principal;
  return {
    ...{ type: 'AssumedRole', arn, accountId: account },
    sessionContext: {
      sessionIssuer: {
        ...{ type: 'Role', accountId: account, userName: role.split('/').at(-1) },
        arn: `arn:${partitionOf(region)}:iam::${account}:role/${role}`,
      },
    },
  };
}
