import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Policy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { functionNameOf, functions } from '../programs/functions.ts';
import type { FunctionName, FunctionOf } from '../programs/functions.ts';
import type { MadeArns } from '../programs/places.ts';
import { programCode } from '../programs/program-code.ts';
import type { BundledApp } from '../programs/program-code.ts';
import { settingsOf } from '../programs/settings-of.ts';
import { platformRights, ProgramFunction } from './program-function.ts';
import { ProgramRole } from './program-role.ts';

export interface ProgramFunctionsProps {
  readonly place: Place;
  readonly made: MadeArns;
  readonly keys: { readonly operations: IKey };
  readonly network: {
    readonly vpc: IVpc;
    readonly subnets: readonly ISubnet[];
    readonly securityGroup: ISecurityGroup;
  };
  readonly queueUrl: string;
}

/** All functions of the product, each under the role of its program. */
export class ProgramFunctions extends Construct {
  readonly #made = new Map<string, ProgramFunction>();

  constructor(scope: Construct, id: string, props: ProgramFunctionsProps) {
    super(scope, id);
    const { environment } = props.place;
    for (const app of ['finding-ingestor', 'case-workflow'] as const) {
      const { role, rights } = this.#role(app, props);
      const code = programCode(app, environment.playbook);
      for (const [name, one] of functionsOf(app))
        this.#made.set(name, this.#function(name, { ...props, code, one, rights, role }));
    }
  }

  of(name: FunctionName): ProgramFunction {
    const made = this.#made.get(name);
    if (made === undefined) throw new Error(`there is no function ${name}`);
    return made;
  }

  #role(program: BundledApp, { made, place }: ProgramFunctionsProps): Rights {
    const own = new ProgramRole(this, `${program}-role`, {
      place,
      made,
      program,
      assumedBy: new ServicePrincipal('lambda'),
    });
    const streams = arnIn(place, 'logs', `log-group:/aws/lambda/${place.names.prefix}-*`);
    const platform = new Policy(this, `${program}-platform`, {
      roles: [own.role],
      statements: [
        ...platformRights(
          streams,
          functionsOf(program).some(([, { usesQueue }]) => usesQueue),
        ),
      ],
    });
    acknowledge(platform, {
      [`AwsSolutions-IAM5[Resource::${streams}]`]:
        'Log groups of the functions of this environment',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray and network interfaces know no resource',
      'NIST.800.53.R5-IAMNoInlinePolicy': 'What Lambda needs by itself, for this role alone',
    });
    return { role: own.role, rights: [own, platform] };
  }

  #function(
    name: string,
    { code, keys, made, one, network, place, queueUrl, rights, role }: FunctionProps,
  ): ProgramFunction {
    const program = new ProgramFunction(this, name, {
      functionName: functionNameOf(place, name),
      code,
      export: one.export,
      role,
      seconds: one.seconds,
      environment: {
        ...settingsOf(place, made),
        ...(one.usesQueue ? { AFO_REDIS_URL: queueUrl, AFO_REDIS_SECRET: made.queueSecret } : {}),
      },
      logs: { key: keys.operations, retentionDays: place.environment.logs.retentionDays },
      ...(one.usesQueue ? { network } : {}),
    });
    program.node.addDependency(...rights);
    return program;
  }
}

interface Rights {
  readonly role: Role;
  /** What must be there before a function is: Lambda looks for the rights when it makes one. */
  readonly rights: readonly IDependable[];
}

interface FunctionProps extends ProgramFunctionsProps, Rights {
  readonly one: FunctionOf;
  readonly code: Code;
}

const functionsOf = (app: BundledApp): readonly (readonly [string, FunctionOf])[] =>
  Object.entries(functions).filter(([, one]) => one.app === app);
