/** How a host is contained. */
export interface ContainOptions {
  /** Rules that stay, e.g. to forensic endpoints (CON-2): `tcp 443-443 10.0.0.0/16`, `tcp 443-443 pl-…`. */
  readonly allow: { readonly inbound: readonly string[]; readonly outbound: readonly string[] };
  /** Whether connections that stand are cut by a short passage through an open group (F-24). */
  readonly cutConnections: boolean;
  /** ARN of the profile that the host gets in place of its own, e.g. for its agent; none otherwise. */
  readonly replacementProfile?: string;
}

export const strictContainment: ContainOptions = {
  allow: { inbound: [], outbound: [] },
  cutConnections: true,
};
