import { cloudTrailDesk, securityHubDesk } from '@afo/aws-lab';
import type { LabFaultRule } from '@afo/aws-lab';
import { PortError } from '@afo/ports';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gateway } from './gateway.ts';
import { ROWS } from './port-rows.ts';
import { MEMBER_ROLE, portsUnderFault } from './ports-under-fault.ts';
import type { Asked, PortsUnderFault, Row } from './ports-under-fault.ts';

// Every port that keeps, signs, tells or starts something in the forensic account, while its service fails in every
// way. What a port says it has done is looked at again when the service is well: a success that is none fails here.
// Ports that act on hosts have their matrix in tools/aws-demo/tests/faults, blocks of snapshots in ebs-faults.test.ts.

/** What a failure is called. An answer to HEAD has no body, and so no word for what is wrong: there the status speaks. */
const KINDS = [
  [
    'throttled',
    { kind: 'throttle', probability: 0.3 },
    /aws\.throttled|\(Unknown.*aws\.unavailable/,
  ],
  ['answered with 500', { kind: 'internal-error' }, /aws\.unavailable/],
  ['answered with 503', { kind: 'unavailable' }, /aws\.unavailable/],
  ['never answered', { kind: 'hung' }, /aws\.unavailable/],
  ['refused for expired keys', { kind: 'expired-token' }, /aws\.expired|\(Unknown.*aws\.refused/],
  ['denied', { kind: 'access-denied' }, /aws\.denied/],
  ['answered with nothing', { kind: 'empty-answer' }, /./],
  // Half of an error is an error whose name is lost.
  ['cut off', { kind: 'cut-body' }, /aws\.unavailable|aws\.refused/],
] as const satisfies readonly (readonly [string, LabFaultRule, RegExp])[];

const lab = gateway({
  roles: [MEMBER_ROLE],
  desks: (calls) => [securityHubDesk(), cloudTrailDesk(calls)],
});
let ports: PortsUnderFault;

beforeAll(async () => {
  ports = await portsUnderFault(lab);
}, 60_000);

afterEach(() => {
  lab.now().setFaults([]);
});

let next = 1;

describe.each(KINDS)('when a service is %s', (_name, rule, code) => {
  const rows = ROWS.filter(({ cannotTell }) => cannotTell?.[rule.kind] === undefined);

  it.each(rows)(
    '$port: nothing is said to be done that is not, and the failure is named',
    async (row) => {
      const outcome = await whileItFails(row, rule);

      if (outcome.status === 'fulfilled') {
        // The connection that was cut is found to be broken by the next call, which is this one.
        expect(
          await Promise.resolve(outcome.holds(outcome.value)).catch(() =>
            outcome.holds(outcome.value),
          ),
        ).toBe(true);
        return;
      }
      expect(outcome.reason).toBeInstanceOf(PortError);
      expect(namesOf(outcome.reason)).toMatch(code);
    },
  );
});

/** Other cases, until a fault has struck: a probability spares some. */
async function whileItFails(row: Row, rule: LabFaultRule) {
  for (;;) {
    const { act, holds } = await readied(row);
    const before = lab.now().calls().length;
    lab.now().setFaults([{ ...rule, service: row.service }], next);
    const [outcome] = await Promise.allSettled([act()]);
    lab.now().setFaults([]);
    const calls = lab.now().calls().slice(before);
    if (calls.some(({ fault }) => fault !== undefined)) return { ...outcome, holds };
  }
}

/** Another case each time: these ports are impatient, and a busy machine is slow also when nothing fails. */
async function readied(row: Row, left = 3): Promise<Asked> {
  next += 1;
  try {
    return await row.ready(ports, next);
  } catch (error) {
    if (left === 1) throw error;
    return readied(row, left - 1);
  }
}

/** Codes and messages of an error and of what caused it, as far as they are ours. */
function namesOf(error: unknown): string {
  if (!(error instanceof PortError)) return '';
  return `${error.code} ${error.message} ${namesOf(error.cause)}`;
}
