import { join } from 'node:path';
import { App, CfnStackSet, Names, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addChecks } from '../checks/add-checks.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';
import { MemberStack } from './member-stack.ts';

/**
 * The stack set by which the accounts of organisational units get the member role, those that join later too. The
 * forensic account must be a delegated administrator of stack sets.
 */
export class ApplicationsStack extends ForensicStack {
  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id, { place, description: 'The role of forensics in application accounts' });
    const { applications, forensic } = place.environment;
    new CfnStackSet(this, 'Members', {
      stackSetName: `${place.names.prefix}-members`,
      description: 'Lets forensics preserve, contain and acquire hosts of each account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: 'DELEGATED_ADMIN',
      capabilities: ['CAPABILITY_NAMED_IAM'],
      managedExecution: { Active: true },
      // An account that leaves while a case is open must still let its host be given back.
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: true },
      operationPreferences: { failureTolerancePercentage: 100, maxConcurrentPercentage: 100 },
      stackInstancesGroup: [
        {
          deploymentTargets: {
            organizationalUnitIds: applications.units,
            ...(applications.accounts.length === 0
              ? {}
              : { accounts: applications.accounts, accountFilterType: 'INTERSECTION' }),
          },
          // What is of IAM is of no region: one instance an account.
          regions: [forensic.region],
        },
      ],
      templateBody: JSON.stringify(memberTemplateOf(this, place)),
    });
  }
}

/** A template inside a template is seen by no check of the outer app; it has an app of its own, with the same checks. */
function memberTemplateOf(scope: Construct, place: Place): unknown {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    outdir: join(Stage.of(scope)?.outdir ?? '.', `members-${Names.uniqueResourceName(scope, {})}`),
  });
  const { stackName } = new MemberStack(app, 'members', place);
  addChecks(app);
  return app.synth().getStackByName(stackName).template;
}
