import { documentsOf } from './document.ts';
import type { PolicyDocument } from './document.ts';
import type { MemberPlaces, Places } from './places.ts';
import { memberStatements, statementsOf } from './roles.ts';
import type { AppRole } from './roles.ts';

/** The managed policies of a program's role; several where one would be larger than IAM takes. */
export const policiesOf = (role: AppRole, places: Places): readonly PolicyDocument[] =>
  documentsOf(statementsOf(role, places));

/** The managed policies of the role in an application account. */
export const memberPoliciesOf = (member: MemberPlaces): readonly PolicyDocument[] =>
  documentsOf(memberStatements(member));
