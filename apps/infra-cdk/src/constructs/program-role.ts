import { policiesOf } from '@afo/iam-policies';
import type { AppRole, PolicyDocument } from '@afo/iam-policies';
import { CfnManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards.ts';
import type { Place } from '../place.ts';
import { filled } from '../programs/filled.ts';
import { policyPlaces } from '../programs/places.ts';
import type { MadeArns } from '../programs/places.ts';
import { splitName } from './split-name.ts';

export interface ProgramRoleProps {
  readonly place: Place;
  readonly made: MadeArns;
  readonly program: AppRole;
  readonly assumedBy: IPrincipal;
  /** Beside those of the program. */
  readonly more?: readonly PolicyDocument[];
}

/** The role of a program or of people, with the policies of the code to the letter, under the name that trusts know. */
export class ProgramRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ProgramRoleProps) {
    const { assumedBy, made, more = [], place, program } = props;
    super(scope, id);
    const { name, path } = splitName(`${place.names.rolePath}${program}`);
    this.role = new Role(this, 'Role', {
      roleName: name,
      path,
      assumedBy,
      description: `Forensics: ${program}`,
    });
    const { filledBy, places } = policyPlaces(place);
    for (const [index, document] of policiesOf(program, places).entries())
      this.#attach(`Policy${index}`, filled(document, filledBy(made)));
    for (const [index, document] of more.entries()) this.#attach(`More${index}`, document);
  }

  #attach(id: string, policyDocument: PolicyDocument): void {
    const policy = new CfnManagedPolicy(this, id, {
      policyDocument,
      roles: [this.role.roleName],
    });
    acknowledgeWildcards(
      policy,
      policyDocument,
      'A wildcard of the policies of the code: docs/reference/iam.md says where one is, and why',
    );
  }
}
