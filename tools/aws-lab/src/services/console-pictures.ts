import { errorAnswer, queryAnswer } from '../gateway/api-answer.ts';
import type { Desk } from '../gateway/desk.ts';

/** GetConsoleScreenshot for the instances that the scenario has a picture of; AWS refuses it for others too. */
export const consolePicturesDesk =
  (pictures: ReadonlyMap<string, Buffer>): Desk =>
  ({ service, operation, parameters }) => {
    if (service !== 'ec2' || operation !== 'GetConsoleScreenshot') return undefined;
    const instance = String(parameters['InstanceId']);
    const picture = pictures.get(instance);
    if (picture === undefined)
      return errorAnswer('ec2', {
        status: 400,
        code: 'UnsupportedOperation',
        message: `the lab has no picture of the console of ${instance}`,
      });
    return queryAnswer(
      'ec2',
      operation,
      `<instanceId>${instance}</instanceId><imageData>${picture.toString('base64')}</imageData>`,
    );
  };
