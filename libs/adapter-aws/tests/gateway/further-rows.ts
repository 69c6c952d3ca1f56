import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { caseNumber, host, lineAt, opening, put } from '@afo/conformance';
import { caseIdSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { NotificationOutcome } from '@afo/ports';
import {
  awsIdentity,
  openAwsStores,
  securityHubFindings,
  StepFunctionsStarter,
  trailTagSetters,
} from '../../src/index.ts';
import { eventBridgeNotifier } from '../../src/notifier/event-bridge-notifier.ts';
import { awsWhoami } from '../../src/whoami/aws-whoami.ts';
import { readAwsSecret } from '../../src/secret.ts';
import { FORENSIC, REGION } from './gateway.ts';
import { addressOf, codeIn, content, letterOf, same, waitingFor } from './port-rows.ts';
import type { PortsUnderFault, Row } from './port-rows.ts';

const PRODUCT = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;
const EMPTY_IS_GOOD = 'the service answers with an empty object when all is well';

/** A port that tells its failures as outcomes, in words; here they count as the failures that they are. */
function mustBeDelivered([outcome]: readonly NotificationOutcome[]): void {
  if (outcome?.outcome === 'delivered') return;
  const cause = outcome?.cause ?? '';
  const [, code] = /\((aws\.[a-z]+)\)/.exec(cause) ?? [];
  throw new PortError(code === undefined ? codeIn(cause) : 'aws.refused', cause);
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

const openedCase = async (on: PortsUnderFault, number: number) => {
  const id = caseNumber(number);
  await on.log.append(id, 0, [lineAt(id, 0, opening(host(`host-${String(number)}`)))]);
  return id;
};

/** What is asked of the stores besides, and of every other service of the forensic account. */
export const FURTHER_ROWS: readonly Row[] = [
  {
    port: 'a checkpoint',
    method: 'log.keepCheckpoint',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      return {
        act: () => on.log.keepCheckpoint(id, { size: 1, note: 'a note' }),
        holds: async () => (await on.log.checkpoints(id)).length === 1,
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the checkpoints of a case',
    method: 'log.checkpoints',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = await openedCase(on, number);
      await on.log.keepCheckpoint(id, { size: 1, note: 'a note' });
      return {
        act: () => on.log.checkpoints(id),
        holds: (answer) => Array.isArray(answer) && answer.length === 1,
      };
    },
  },
  {
    port: 'making the list of cases anew',
    method: 'log.rebuild',
    service: 'dynamodb',
    ready: async (on, number) => {
      await openedCase(on, number);
      return {
        act: () => on.log.rebuild(),
        holds: (answer) => typeof answer === 'number' && answer > 0,
      };
    },
  },
  {
    port: 'whether the vault has an object',
    method: 'vault.head',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => on.vault.head(key),
        holds: (answer) => JSON.stringify(answer ?? '').includes(key),
      };
    },
  },
  {
    port: 'how an object is protected',
    method: 'vault.retention',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      await on.vault.protect(caseNumber(number), { legalHold: true });
      return {
        act: () => on.vault.retention(key),
        holds: (answer) => JSON.stringify(answer).includes('"legalHold":true'),
      };
    },
  },
  {
    port: 'a rejected event that is read',
    method: 'rejected.read',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.read(id),
        holds: (answer) => same(answer, content(number)),
      };
    },
  },
  {
    port: 'a rejected event that is settled',
    method: 'rejected.settle',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.settle(id),
        holds: async () => !JSON.stringify(await on.rejected.list()).includes(id),
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the end of a wait',
    method: 'tokens.wake',
    service: 'states',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return {
        act: () => on.tokens.wake(waitingFor(number)),
        // Nobody waits under this token: an answer that somebody was told would be a lie.
        holds: (answer) => answer === 'nobody',
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the token of a wait that ends',
    method: 'tokens.wake',
    service: 'dynamodb',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return { act: () => on.tokens.wake(waitingFor(number)), holds: (it) => it === 'nobody' };
    },
    cannotTell: { 'empty-answer': 'GetItem answers so where there is no token' },
  },
  {
    port: 'a look at the workflow of a case',
    method: 'starter.look',
    service: 'states',
    ready: async (on, number) => {
      const id = caseIdSchema.parse(caseNumber(number));
      const { stateMachineArn } = on;
      const starter = new StepFunctionsStarter({ ...on.quick(), stateMachineArn });
      await starter.start(id);
      return {
        act: () => starter.look(id),
        holds: (answer) => answer === 'running' || answer === 'succeeded',
      };
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
  {
    port: 'the password of the queue',
    method: 'start.secret',
    service: 'secretsmanager',
    ready: async (on, number) => {
      const secrets = new SecretsManagerClient(on.lab.client());
      const Name = `secret-${String(number)}`;
      await secrets.send(new CreateSecretCommand({ Name, SecretString: Name }));
      secrets.destroy();
      return { act: () => readAwsSecret(on.quick(), Name), holds: (answer) => answer === Name };
    },
  },
  {
    port: 'who asks, at the start',
    method: 'start.identity',
    service: 'sts',
    ready: (on) =>
      Promise.resolve({
        act: () => awsIdentity(on.quick()),
        holds: (answer) => JSON.stringify(answer).includes(`"account":"${FORENSIC}"`),
      }),
  },
  {
    port: 'whose credentials a person acts by',
    method: 'whoami.identify',
    service: 'sts',
    ready: (on) =>
      Promise.resolve({
        act: () => awsWhoami(on.quick(), new Set()).identify('Ann'),
        holds: (answer) => JSON.stringify(answer).includes(FORENSIC),
      }),
  },
  ...(['s3', 'kms'] as const).map((service): Row => ({
    port: `the look at the stores at the start (${service})`,
    method: 'start.stores',
    service,
    ready: (on, number) =>
      Promise.resolve({
        act: () => openAwsStores({ ...on.quick(), ...on.storesConfig }),
        holds: async (answer) => {
          const opened = answer as Awaited<ReturnType<typeof openAwsStores>>;
          const good = same(
            await opened.signer.sign(content(number)),
            await on.signer.sign(content(number)),
          );
          await opened.close();
          return good;
        },
      }),
  })),
];

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
