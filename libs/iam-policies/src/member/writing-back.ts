import { memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { inSteps } from './session.ts';

/** Says on a finding which case has it. An account can write on its own findings alone, whoever asks. */
export const writingBack = (member: MemberPlaces): readonly PolicyStatement[] => [
  allow('WriteOnFindings', {
    actions: ['securityhub:BatchUpdateFindings'],
    resources: [memberArn(member, 'securityhub', 'hub/default')],
    conditions: { StringEquals: inSteps('write-back') },
  }),
];
