import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { caseNumber } from '@afo/conformance';
import { PortError } from '@afo/ports';
import type { NotificationOutcome } from '@afo/ports';
import { securityHubFindings, trailTagSetters } from '../../src/index.ts';
import { eventBridgeNotifier } from '../../src/notifier/event-bridge-notifier.ts';
import { FORENSIC, REGION } from './gateway.ts';
import type { PortsUnderFault, Row } from './ports-under-fault.ts';

const PRODUCT = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;

/** What people and systems are told, on messages and findings, and who set a tag. */
export const DESK_ROWS: readonly Row[] = [
  {
    port: 'a message to people',
    method: 'notifier.notify',
    service: 'sns',
    ready: (on, number) => {
      const text = `message ${String(number)};`;
      return Promise.resolve({
        act: async () => {
          mustBeDelivered(await on.notifier.notify({ subject: 'x', text }));
        },
        holds: () => wasTaken(on, 'Publish', text),
      });
    },
  },
  {
    port: 'a message to systems',
    method: 'notifier.notify',
    service: 'events',
    ready: (on, number) => {
      const notifier = eventBridgeNotifier({ ...on.quick(), eventBus: 'default' });
      const text = `event ${String(number)};`;
      return Promise.resolve({
        act: async () => {
          mustBeDelivered(await notifier.notify({ subject: 'x', text }));
        },
        holds: () => wasTaken(on, 'PutEvents', text),
      });
    },
  },
  {
    port: 'a note on a finding',
    method: 'findings.write',
    service: 'securityhub',
    ready: async (on, number) => {
      const finding = { id: `finding/${String(number)}`, productArn: PRODUCT };
      await importFinding(on, finding.id);
      const port = securityHubFindings({ enter: () => on.quick() });
      return {
        act: async () => {
          mustBeDelivered(
            await port.write({
              caseId: caseNumber(number),
              subject: {
                ...{ kind: 'ec2-instance', id: 'i-0123456789abcdef0', partition: 'aws' },
                ...{ account: FORENSIC, region: REGION },
              },
              findings: [finding],
              text: `note ${String(number)};`,
              taken: true,
            }),
          );
        },
        holds: () => wasTaken(on, 'BatchUpdateFindings', `note ${String(number)};`),
      };
    },
  },
  {
    port: 'who set a tag',
    method: 'tagSetters.setterOf',
    service: 'cloudtrail',
    ready: async (on, number) => {
      const value = `value-${String(number)}`;
      const id = await taggedInstance(on, value);
      const setters = trailTagSetters({ enter: () => on.quick() });
      return {
        act: async () => {
          const setter = await setters.setterOf({
            subject: {
              ...{ kind: 'ec2-instance', id, partition: 'aws' },
              ...{ account: FORENSIC, region: REGION },
            },
            ...{ key: 'afo:skip', value },
          });
          // Nobody is named: a tag of an unknown setter opts nothing out.
          if ('unknown' in setter) throw new PortError('aws.refused', setter.unknown);
          return setter;
        },
        holds: (answer) => JSON.stringify(answer).includes(FORENSIC),
      };
    },
    cannotTell: { hung: 'its own patience is half a minute; it is told as any other refusal' },
  },
];

/** A port that tells its failures as outcomes, in words; here they count as the failures that they are. */
function mustBeDelivered([outcome]: readonly NotificationOutcome[]): void {
  if (outcome?.outcome === 'delivered') return;
  const cause = outcome?.cause ?? '';
  const [, code] = /\((aws\.[a-z]+)\)/.exec(cause) ?? [];
  throw new PortError(code === undefined ? codeIn(cause) : 'aws.refused', cause);
}

function codeIn(cause: string): PortError['code'] {
  if (cause.includes('(Throttling')) return 'aws.throttled';
  if (cause.includes('(ExpiredToken')) return 'aws.expired';
  return cause.includes('(AccessDenied') ? 'aws.denied' : 'aws.unavailable';
}

const wasTaken = (on: PortsUnderFault, operation: string, text: string): boolean =>
  on.lab
    .now()
    .calls()
    .some(
      (call) =>
        call.operation === operation &&
        JSON.stringify(call.parameters).includes(text) &&
        call.status === 200 &&
        call.fault === undefined,
    );

async function importFinding(on: PortsUnderFault, Id: string): Promise<void> {
  const hub = new SecurityHubClient(on.lab.client());
  const now = new Date(0).toISOString();
  await hub.send(
    new BatchImportFindingsCommand({
      Findings: [
        {
          ...{ SchemaVersion: '2018-10-08', Id, ProductArn: PRODUCT, GeneratorId: 'x' },
          ...{ AwsAccountId: FORENSIC, CreatedAt: now, UpdatedAt: now, Title: 'x' },
          ...{ Description: 'x', Types: [], Severity: { Label: 'LOW' } },
          Resources: [{ Type: 'AwsEc2Instance', Id: 'i-0123456789abcdef0' }],
        },
      ],
    }),
  );
  hub.destroy();
}

let instance: string | undefined;
async function taggedInstance(on: PortsUnderFault, Value: string): Promise<string> {
  const ec2 = new EC2Client(on.lab.client());
  if (instance === undefined) {
    const run = new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 });
    instance = (await ec2.send(run)).Instances?.[0]?.InstanceId ?? '';
  }
  await ec2.send(
    new CreateTagsCommand({ Resources: [instance], Tags: [{ Key: 'afo:skip', Value }] }),
  );
  ec2.destroy();
  return instance;
}
