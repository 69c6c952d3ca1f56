import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Place } from '../place.ts';

/** A stack of the forensic account. Those that hold evidence or its keys cannot be deleted by one call. */
export abstract class ForensicStack extends Stack {
  readonly place: Place;

  protected constructor(
    scope: Construct,
    id: string,
    { place, description, keeps = false }: ForensicStackProps,
  ) {
    const { environment } = place;
    super(scope, id, {
      description,
      env: environment.forensic,
      terminationProtection: keeps && environment.profile === 'compliance',
    });
    this.place = place;
  }
}

interface ForensicStackProps {
  readonly place: Place;
  readonly description: string;
  /** Whether it holds what must outlive an installation. */
  readonly keeps?: boolean;
}

/** What becomes of a store when its stack goes: it stays, but for what was only tried out. */
export const removalOf = ({ environment }: Place): RemovalPolicy =>
  environment.profile === 'compliance' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
