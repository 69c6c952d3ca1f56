import * as sdk from '@aws-sdk/client-kms';
import type { ClientSettings } from '../../clients.ts';

/** Operations of KMS, one a row. */
export function openKms(settings: ClientSettings) {
  const kms = new sdk.KMSClient(settings);
  return {
    senders: {
      'kms:DescribeKey': (input: sdk.DescribeKeyCommandInput) =>
        kms.send(new sdk.DescribeKeyCommand(input)),
    },
    close: () => {
      kms.destroy();
    },
  };
}
