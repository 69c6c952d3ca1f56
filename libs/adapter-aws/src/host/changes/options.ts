/** How a host is contained. */
export interface ContainOptions {
  /** Rules that stay, e.g. to forensic endpoints (CON-2): `tcp 443-443 10.0.0.0/16`, `tcp 443-443 pl-…`. */
  readonly allow: { readonly inbound: readonly string[]; readonly outbound: readonly string[] };
  /** Whether connections that stand are cut by a short passage through an open group (F-24). */
  readonly cutConnections: boolean;
  /** Whether an interface whose groups could not be changed has its whole subnet closed by a network ACL (CON-6). */
  readonly networkAclFallback?: boolean;
  /** Profile, with its path, that the host gets in place of its own, e.g. for its agent; each account has one of that name. */
  readonly replacementProfile?: string;
}

export const strictContainment: ContainOptions = {
  allow: { inbound: [], outbound: [] },
  cutConnections: true,
};
