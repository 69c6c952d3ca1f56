import type { Plan } from '@afo/domain';
import { CaseBook, isolationOrder } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { findCase } from '../stack/find-case.ts';
import { table } from '../terminal/table.ts';

/** `afo plan`: what a case will do, before it does it. */
export const planCommand = (cli: Cli): Command =>
  new Command('plan')
    .description('show the plan of a case: what is acquired, what is changed, what is not possible')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .action(async (named: string) => {
      const { ports } = await cli.stack();
      const { state } = await CaseBook.open(ports, await findCase(ports.log, named));
      if (state.plan === undefined)
        throw new CliError(
          'cli.usage',
          `case ${state.id} has no plan yet; afo case show ${state.id} says where it stands`,
        );
      const isolateReason = state.plan.isolate ? isolationOrder(state) : undefined;
      cli.output.result(
        {
          case: state.id,
          plan: state.plan,
          ...(isolateReason === undefined ? {} : { isolateReason }),
        },
        linesOf(state.plan, isolateReason),
      );
    });

function linesOf(plan: Plan, isolateReason: string | undefined): readonly string[] {
  const approval =
    plan.approval.people === 0
      ? 'none beyond the authority at hand'
      : `${plan.approval.people} person(s)${plan.approval.emergency === true ? ', EMERGENCY: work begins before it' : ''}`;
  return [
    `playbook  ${plan.playbook.name} (sha256 ${plan.playbook.sha256})`,
    `order     ${plan.order}: ${plan.orderReason}`,
    `isolate   ${plan.isolate ? `yes: ${isolateReason ?? 'ordered'}` : 'no'}`,
    `approval  ${approval}; ${plan.approval.reason}`,
    '',
    plan.items.length === 0 ? 'acquires nothing' : 'acquires',
    ...table(
      plan.items.map(({ item, kind, title, source }) => [
        `  ${item}`,
        kind,
        title,
        source.uris.join(' '),
      ]),
    ),
    '',
    plan.changes.length === 0 ? 'changes nothing' : 'changes',
    ...table(
      plan.changes.map(({ step, call, where, alsoHits }) => [
        `  ${step}`,
        call,
        where.resource ?? '',
        alsoHits.length === 0 ? '' : `also hits ${alsoHits.join(', ')}`,
      ]),
    ),
    '',
    'techniques',
    ...table(
      plan.techniques.map(({ technique, possible, reason }) => [
        `  ${technique}`,
        possible ? 'possible' : 'not possible',
        reason,
      ]),
    ),
  ];
}
