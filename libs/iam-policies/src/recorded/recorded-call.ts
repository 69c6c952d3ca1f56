/** A call as the gateway of a lab records it, as far as IAM asks. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly principal?: CallPrincipal | undefined;
  /** Ids of what the call has made. */
  readonly made?: readonly string[];
}

export interface CallPrincipal {
  readonly account: string;
  /** Path and name; absent where an account's own key was used. */
  readonly role?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What IAM knows beside the request. Whoever leaves out what a policy asks for gets a denial, never an allowance. */
export interface CallFacts {
  readonly partition: string;
  readonly organization?: string;
  /** Tags of a resource by its id, e.g. `sg-…`. */
  readonly tagsOf?: (id: string) => Readonly<Record<string, string>>;
  /** Path and name of a role, user or profile by its name; a name without a path unless given. */
  readonly pathOf?: (name: string) => string;
  /** The role (path and name) that a profile wears, by the profile's name. */
  readonly roleOfProfile?: (profile: string) => string;
}

/** Where a call was made, and what ARNs of that place begin with. */
export interface CallPlace extends CallFacts {
  readonly region: string;
  readonly account: string;
}

export const arnIn = ({ partition, region, account }: CallPlace, service: string, rest: string) =>
  `arn:${partition}:${service}:${region}:${account}:${rest}`;
