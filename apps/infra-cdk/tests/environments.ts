import { readEnvironment } from '@afo/deployment';
import type { Environment } from '@afo/deployment';

const common = {
  securityHub: { account: '444455556666', regions: ['eu-west-1'] },
  applications: { organization: 'o-exampleorg1', externalId: 'not-to-be-guessed' },
  notifications: { emails: ['forensics@example.com'] },
};
const read = (file: object): Environment => readEnvironment(JSON.stringify(file), 'a test');

/** The kinds of environments that every stack is synthesised for. */
export const environments = {
  'new-vpc': read({
    ...common,
    name: 'new',
    forensic: { account: '111122223333', region: 'eu-west-1' },
  }),
  'existing-vpc': read({
    ...common,
    name: 'existing',
    forensic: { account: '111122223333', region: 'eu-central-1' },
    network: {
      kind: 'existing',
      vpc: 'vpc-0123456789abcdef0',
      subnets: [
        {
          subnet: 'subnet-0123456789abcdef0',
          zone: 'eu-central-1a',
          routeTable: 'rtb-0123456789abcdef0',
        },
      ],
    },
    forensicHosts: {
      instanceTypes: ['m7i.xlarge'],
      architecture: 'x86_64',
      imageBuild: {
        vpc: 'vpc-00000000000000001',
        subnet: 'subnet-00000000000000001',
        zone: 'eu-central-1a',
      },
    },
    people: {
      operators: ['arn:aws:iam::111122223333:role/responders'],
      custodians: ['arn:aws:iam::111122223333:role/legal'],
    },
  }),
  'gov-cloud': read({
    ...common,
    name: 'gov',
    forensic: { account: '111122223333', region: 'us-gov-west-1' },
    securityHub: { account: '444455556666', regions: ['us-gov-west-1'] },
  }),
  sandbox: read({
    ...common,
    name: 'sandbox',
    profile: 'sandbox',
    forensic: { account: '111122223333', region: 'eu-west-1' },
  }),
} as const satisfies Record<string, Environment>;

export type EnvironmentName = keyof typeof environments;
