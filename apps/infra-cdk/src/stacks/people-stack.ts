import { doctorPolicy } from '@afo/iam-policies';
import type { PolicyDocument } from '@afo/iam-policies';
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
    // Operators also ask `afo doctor` whether the deployment has what it needs.
    const { names, partition } = place;
    const looking = doctorPolicy({ ...place.environment.forensic, names, partition });
    this.#role('operator', operators, { ...props, more: [looking] });
    this.#role('custodian', custodians, props);
  }

  #role(
    program: 'operator' | 'custodian',
    people: readonly string[],
    props: WorkflowStackProps & { readonly more?: readonly PolicyDocument[] },
  ): void {
    const [first, ...rest] = people.map((arn) => new ArnPrincipal(arn));
    if (first === undefined) return;
    new ProgramRole(this, program, {
      place: props.place,
      made: madeBy(props),
      program,
      assumedBy: new CompositePrincipal(first, ...rest),
      ...(props.more === undefined ? {} : { more: props.more }),
    });
  }
}
