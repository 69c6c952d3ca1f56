import type { LabCall } from '@afo/aws-lab';
import { refusedCalls } from '@afo/iam-policies';
import type { Deployed } from '@afo/iam-policies';

/** What of the recorded calls the policies do not allow, in words. */
export const refused = (calls: readonly LabCall[], deployed: Deployed): readonly string[] =>
  refusedCalls(calls, deployed).map(
    ({ call: { principal }, access: { action, resource, context } }) =>
      `${principal?.role ?? ''}: ${action} ${resource} ${JSON.stringify(context)}`,
  );
