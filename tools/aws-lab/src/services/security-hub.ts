import type { z } from 'zod';
import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { ApiAnswer } from '../gateway/api-answer.ts';
import type { Desk, DeskCall } from '../gateway/desk.ts';
import { partitionOf } from '../gateway/partition.ts';
import { FindingShelf } from './finding-shelf.ts';
import {
  actionQuerySchema,
  actionSchema,
  importSchema,
  querySchema,
  updateSchema,
} from './security-hub-schema.ts';

interface ActionTarget {
  readonly ActionTargetArn: string;
  readonly Name: string;
  readonly Description: string;
}

interface Hub {
  readonly findings: FindingShelf;
  readonly actions: Map<string, ActionTarget>;
  /** Whether somebody has enabled it; findings and actions are taken before as well. */
  enabled: boolean;
}

/**
 * Findings and custom actions of Security Hub, for every account and region of its own (AWS Security Hub API
 * reference): what the emulators do not have. Findings do not travel between accounts or regions.
 */
export function securityHubDesk(): Desk {
  const hubs = new Map<string, Hub>();
  return (call) => {
    if (call.service !== 'securityhub') return undefined;
    const key = `${call.principal.account}/${call.region}`;
    const hub = hubs.get(key) ?? {
      findings: new FindingShelf(),
      actions: new Map(),
      enabled: false,
    };
    hubs.set(key, hub);
    return answer(hub, call);
  };
}

function answer(hub: Hub, call: DeskCall): ApiAnswer | undefined {
  switch (call.operation) {
    case 'BatchImportFindings':
      return parsed(importSchema, call, ({ Findings }) => hub.findings.take(Findings));
    case 'GetFindings':
      return parsed(querySchema, call, (query) => hub.findings.find(query));
    case 'BatchUpdateFindings':
      return parsed(updateSchema, call, (update) => hub.findings.update(update));
    case 'EnableSecurityHub':
      hub.enabled = true;
      return jsonAnswer({});
    case 'DisableSecurityHub':
      hub.enabled = false;
      return jsonAnswer({});
    case 'DescribeHub':
      return describeHub(hub, call);
    case 'CreateActionTarget':
      return createAction(hub, call);
    case 'DeleteActionTarget':
      return deleteAction(hub, call);
    case 'DescribeActionTargets':
      return parsed(actionQuerySchema, call, ({ ActionTargetArns }) => ({
        ActionTargets: [...hub.actions.values()].filter(
          ({ ActionTargetArn }) => ActionTargetArns?.includes(ActionTargetArn) ?? true,
        ),
      }));
    default:
      return undefined;
  }
}

function describeHub({ enabled }: Hub, { principal, region }: DeskCall): ApiAnswer {
  if (!enabled)
    return errorAnswer('securityhub', {
      status: 401,
      code: 'InvalidAccessException',
      message: `Account ${principal.account} is not subscribed to AWS Security Hub`,
    });
  return jsonAnswer({
    HubArn: `arn:${partitionOf(region)}:securityhub:${region}:${principal.account}:hub/default`,
  });
}

function createAction(hub: Hub, call: DeskCall): ApiAnswer {
  const action = actionSchema.safeParse(call.parameters);
  if (!action.success) return invalid(action.error);
  const { Id, Name, Description } = action.data;
  const { region, principal } = call;
  if (hub.actions.has(Id))
    return errorAnswer('securityhub', {
      status: 409,
      code: 'ResourceConflictException',
      message: 'the action is there already',
    });
  const arn = `arn:${partitionOf(region)}:securityhub:${region}:${principal.account}:action/custom/${Id}`;
  hub.actions.set(Id, { ActionTargetArn: arn, Name, Description });
  return jsonAnswer({ ActionTargetArn: arn });
}

function deleteAction(hub: Hub, { parameters }: DeskCall): ApiAnswer {
  const arn = decodeURIComponent(String(parameters['path'])).replace(/^\/actionTargets\//, '');
  if (!hub.actions.delete(arn.slice(arn.lastIndexOf('/') + 1)))
    return errorAnswer('securityhub', {
      status: 404,
      code: 'ResourceNotFoundException',
      message: 'there is no such action',
    });
  return jsonAnswer({ ActionTargetArn: arn });
}

function parsed<T>(
  schema: z.ZodType<T>,
  call: DeskCall,
  work: (parameters: T) => unknown,
): ApiAnswer {
  const parameters = schema.safeParse(call.parameters);
  return parameters.success ? jsonAnswer(work(parameters.data)) : invalid(parameters.error);
}

const invalid = (error: z.ZodError): ApiAnswer =>
  errorAnswer('securityhub', {
    status: 400,
    code: 'InvalidInputException',
    message: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  });
