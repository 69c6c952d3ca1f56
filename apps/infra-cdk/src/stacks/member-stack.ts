import { LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MemberParts } from '../constructs/member-parts.ts';
import { memberOf } from '../member-of.ts';
import type { Place } from '../place.ts';

/** The application accounts' stack with the values of an environment: what its stack set puts into each of them. */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id, {
      description: 'Lets forensics preserve, contain and acquire hosts of this account',
      // No assets, no bootstrap: the template stands alone.
      synthesizer: new LegacyStackSynthesizer(),
    });
    const { applications } = place.environment;
    new MemberParts(this, 'Forensics', {
      member: memberOf(place),
      containedProfile: place.names.containedProfile,
      ...(applications.sharedKey ? { sharedKey: { alias: place.names.sharedKey } } : {}),
    });
  }
}
