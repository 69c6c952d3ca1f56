import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { placeOf } from '../../src/place.ts';
import { MemberTemplate } from '../../src/stacks/member-template.ts';
import { environments } from '../environments.ts';
import { appOf, OUT } from '../synth.ts';
import type { Subjects } from './rules.ts';
import type { SynthesisedStack, Template as Synthesised } from './statements.ts';

const WORKLOADS = 'workloads/';

/** With all that an environment can have: the stack set too, whose template is one inside another. */
export function deployed(environment: (typeof environments)[keyof typeof environments]) {
  const whole = {
    ...environment,
    applications: {
      ...environment.applications,
      units: ['ou-exam-ple00001'],
      workloadPath: WORKLOADS,
      sharedKey: true,
    },
  };
  const app = appOf(whole);
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  const { names } = placeOf(whole);
  const subjects: Subjects = {
    names,
    memberRole: whole.applications.role,
    workloadPath: WORKLOADS,
    asks: ['sts:ExternalId', 'aws:PrincipalOrgID'],
    keptTables: whole.profile === 'compliance' ? [names.entriesTable, names.casesTable] : [],
  };
  return { stacks: stacks.flatMap(withMembers), subjects };
}

const templateOf = (stack: Stack): Synthesised => Template.fromStack(stack).toJSON() as Synthesised;

function withMembers(stack: Stack): readonly SynthesisedStack[] {
  const template = templateOf(stack);
  const inside = Object.values(template.Resources).flatMap(({ Properties, Type }) => {
    if (Type !== 'AWS::CloudFormation::StackSet') return [];
    const { TemplateBody } = Properties as { readonly TemplateBody: string };
    return [
      {
        name: `${stack.stackName}/members`,
        account: undefined,
        template: JSON.parse(TemplateBody) as Synthesised,
      },
    ];
  });
  return [{ name: stack.stackName, account: stack.account, template }, ...inside];
}

/**
 * The template for accounts without an organisation: the external id and the names of the roles are all that keeps
 * others out of them.
 */
export function alone() {
  const app = new App({ outdir: `${OUT}/alone`, analyticsReporting: false });
  const template = templateOf(new MemberTemplate(app, 'alone'));
  const { subjects } = deployed(environments['new-vpc']);
  return {
    stacks: [{ name: 'alone', account: undefined, template }],
    subjects: { ...subjects, workloadPath: '<WorkloadPath>', asks: ['sts:ExternalId'] },
  };
}
