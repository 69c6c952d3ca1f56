import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import type { ClientSettings } from '../../clients.ts';

/** Operations of CloudWatch Logs, one a row. */
export function openLogs(settings: ClientSettings) {
  const logs = new sdk.CloudWatchLogsClient(settings);
  return {
    senders: {
      'logs:DescribeLogStreams': (input: sdk.DescribeLogStreamsCommandInput) =>
        logs.send(new sdk.DescribeLogStreamsCommand(input)),
      'logs:FilterLogEvents': (input: sdk.FilterLogEventsCommandInput) =>
        logs.send(new sdk.FilterLogEventsCommand(input)),
    },
    close: () => {
      logs.destroy();
    },
  };
}
