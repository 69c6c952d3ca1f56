import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { always } from '../whole-answer.ts';
import { soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

/** Where a bootstrap with the CDK's own qualifier leaves its version, and the least that the templates ask for. */
const PARAMETER = '/cdk-bootstrap/hnb659fds/version';
const LEAST = 6;

/** @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export const bootstrapCheck = ({ parameters }: DoctorClients): Check => ({
  what: 'CDK bootstrap',
  advice: 'cdk bootstrap <account>/<region>, signed in to that account',
  look: async () => {
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: PARAMETER }));
    const version = always(Parameter?.Value, 'looking at the bootstrap');
    const isNewEnough = Number(version) >= LEAST;
    return soundUnless(`version ${version}`, [
      !isNewEnough && `version ${version}, and the templates need ${String(LEAST)}`,
    ]);
  },
});
