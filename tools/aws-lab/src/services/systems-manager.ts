import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { Desk } from '../gateway/desk.ts';

/**
 * SSM for instances that have no agent: none is known, a command is refused as AWS refuses it for such an instance
 * (SSM API reference, SendCommand: InvalidInstanceId), and no invocation exists. Nothing ever pretends to have run.
 */
export const systemsManagerDesk: Desk = ({ service, operation }) => {
  if (service !== 'ssm') return undefined;
  switch (operation) {
    case 'DescribeInstanceInformation':
      return jsonAnswer({ InstanceInformationList: [] });
    case 'ListCommandInvocations':
      return jsonAnswer({ CommandInvocations: [] });
    case 'ListCommands':
      return jsonAnswer({ Commands: [] });
    case 'SendCommand':
      return refused('InvalidInstanceId', 'Instances not in a valid state for account');
    case 'GetCommandInvocation':
      return refused('InvocationDoesNotExist', 'no command was ever run');
    default:
      return undefined;
  }
};

const refused = (code: string, message: string) =>
  errorAnswer('ssm', { status: 400, code, message });
