import * as sdk from '@aws-sdk/client-cloudtrail';
import type { ClientSettings } from '../../clients.ts';

/** Operations of CloudTrail, one a row. */
export function openCloudTrail(settings: ClientSettings) {
  const trail = new sdk.CloudTrailClient(settings);
  return {
    senders: {
      'cloudtrail:LookupEvents': (input: sdk.LookupEventsCommandInput) =>
        trail.send(new sdk.LookupEventsCommand(input)),
    },
    close: () => {
      trail.destroy();
    },
  };
}
