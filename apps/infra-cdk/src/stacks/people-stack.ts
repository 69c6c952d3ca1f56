import { ArnPrincipal, CompositePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ProgramRole } from '../constructs/program-role.ts';
import { ForensicStack } from './forensic-stack.ts';
import { madeBy } from './workflow-stack.ts';
import type { WorkflowStackProps } from './workflow-stack.ts';

/** The roles of people. Who may take them stands in the environment's file; a role that nobody may take is not made. */
export class PeopleStack extends ForensicStack {
  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    const { place } = props;
    super(scope, id, {
      place,
      description: 'Roles of people: operators and custodians of evidence',
    });
    const { custodians, operators } = place.environment.people;
    this.#role('operator', operators, props);
    this.#role('custodian', custodians, props);
  }

  #role(
    program: 'operator' | 'custodian',
    people: readonly string[],
    props: WorkflowStackProps,
  ): void {
    const [first, ...rest] = people.map((arn) => new ArnPrincipal(arn));
    if (first === undefined) return;
    new ProgramRole(this, program, {
      place: props.place,
      made: madeBy(props),
      program,
      assumedBy: new CompositePrincipal(first, ...rest),
    });
  }
}
