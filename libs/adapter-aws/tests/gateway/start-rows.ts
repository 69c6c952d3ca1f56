import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsIdentity, MemberSessions, openAwsStores } from '../../src/index.ts';
import { readAwsSecret } from '../../src/secret.ts';
import { awsWhoami } from '../../src/whoami/aws-whoami.ts';
import { FORENSIC, MEMBER } from './gateway.ts';
import { content, MEMBER_ROLE, same } from './ports-under-fault.ts';
import type { Row } from './ports-under-fault.ts';

/** What a program asks before it acts: who it is, who asks of it, what is there, and for a session elsewhere. */
export const START_ROWS: readonly Row[] = [
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
  {
    port: 'a session in a member account',
    method: 'sessions.provider',
    service: 'sts',
    ready: (on, number) => {
      const sessions = new MemberSessions(on.quick());
      const session = sessions.provider({
        ...{ partition: 'aws', account: MEMBER, role: MEMBER_ROLE.name },
        ...{ externalId: MEMBER_ROLE.externalId, case: `case-${String(number)}`, step: 'contain' },
      });
      return Promise.resolve({
        act: session,
        holds: async (answer) => {
          const credentials = answer as Awaited<ReturnType<typeof session>>;
          return (await awsIdentity(on.lab.config({ credentials }))).account === MEMBER;
        },
      });
    },
  },
];
