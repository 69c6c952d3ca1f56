import type { Environment } from '@afo/deployment';
import { DescribeInstanceTypesCommand } from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { awsFailureOf } from '../aws-error.ts';
import { always } from '../whole-answer.ts';
import { missing, notChecked, soundUnless } from './check.ts';
import type { Check, Look } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

interface Quota {
  readonly service: string;
  readonly code: string;
  /** What it is counted in. */
  readonly unit: string;
}

/** As Service Quotas names them; their values in a new account can be far below AWS's own defaults. */
const VCPUS: Quota = { service: 'ec2', code: 'L-1216C47A', unit: 'vCPUs of on-demand hosts' };
const FUNCTIONS: Quota = {
  service: 'lambda',
  code: 'L-B99A9384',
  unit: 'functions at the same time',
};
const BLOCKS: Quota = { service: 'ebs', code: 'L-C125AE42', unit: 'reads of blocks a second' };

/** Five of the intake, five steps of each of some cases at once, and the functions of anybody else. */
const ENOUGH_FUNCTIONS = 50;
/** What one snapshot gives: with less, not even one case is acquired at full speed. */
const ENOUGH_BLOCKS = 1_000;
/** Families that this quota of EC2 counts. */
const STANDARD = /^[acdhimrtz]\d/;

/** Quotas that a case would run into. None of them stops a deployment. */
export function quotaChecks(environment: Environment, clients: DoctorClients): readonly Check[] {
  return [
    quotaCheck('quota of vCPUs', VCPUS, {
      clients,
      need: () => vcpusOf(environment.forensicHosts, clients),
    }),
    quotaCheck('quota of functions', FUNCTIONS, { clients, need: ENOUGH_FUNCTIONS }),
    quotaCheck('quota of EBS direct', BLOCKS, { clients, need: ENOUGH_BLOCKS }),
  ];
}

interface Needed {
  readonly clients: DoctorClients;
  readonly need: number | (() => Promise<number | Look>);
}

const quotaCheck = (what: string, quota: Quota, { clients, need }: Needed): Check => ({
  what,
  advice: `ask for more in Service Quotas (${quota.service}, ${quota.code}), or lower what the environment asks for`,
  look: async () => {
    const needed = typeof need === 'number' ? need : await need();
    if (typeof needed !== 'number') return needed;
    const value = await valueOf(quota, clients);
    if (value === undefined) return notChecked('Service Quotas does not know it in this region');
    return soundUnless(`${String(value)} ${quota.unit}, ${String(needed)} needed`, [
      value < needed && `${String(value)} ${quota.unit}, and ${String(needed)} needed`,
    ]);
  },
});

async function valueOf(
  { code, service }: Quota,
  { quotas }: DoctorClients,
): Promise<number | undefined> {
  try {
    const { Quota: quota } = await quotas.send(
      new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code }),
    );
    return always(quota?.Value, 'looking at a quota');
  } catch (error) {
    if (awsFailureOf(error) === 'aws.not-found') return undefined;
    throw error;
  }
}

/** Of as many hosts of the first choice as there may be at the same time. */
async function vcpusOf(
  { instanceTypes, maximum }: Environment['forensicHosts'],
  { ec2 }: DoctorClients,
): Promise<number | Look> {
  const type = instanceTypes[0] ?? '';
  if (!STANDARD.test(type)) return notChecked(`${type} is counted by a quota of its own`);
  const { InstanceTypes } = await ec2.send(
    new DescribeInstanceTypesCommand({ Filters: [{ Name: 'instance-type', Values: [type] }] }),
  );
  const [facts] = always(InstanceTypes, 'looking at the type of hosts');
  if (facts === undefined) return missing(`EC2 has no ${type} in this region`);
  return maximum * always(facts.VCpuInfo?.DefaultVCpus, 'looking at the type of hosts');
}
