import type { X509Certificate } from 'node:crypto';
import { BasicConstraints } from 'pkijs';

import type { Certified } from './certificate.ts';
import { certifiedFrom, extensionOf, isValidAt } from './certificate.ts';

/** Longest chain that is followed. */
const MAX_LENGTH = 8;
const BASIC_CONSTRAINTS = '2.5.29.19';

interface Chain {
  readonly signer: Certified;
  /** Certificates that came with the token; hostile until a root vouches for them. */
  readonly others: readonly Certified[];
  readonly roots: readonly X509Certificate[];
  readonly time: Date;
}

/**
 * True when a path of certificates, each valid at that time and allowed to sign the next, leads from the signer to one
 * of the roots, the signer itself being valid at that time (RFC 5280 §6, without policies, name constraints and revocation).
 */
export function reachesRoot({ signer, others, roots, time }: Chain): boolean {
  const isRoot = ({ x509 }: Certified): boolean => roots.some((root) => root.raw.equals(x509.raw));
  let unseen = [...roots.map(certifiedFrom), ...others].filter((one) => isValidAt(one, time));
  let reached = [signer];
  // Breadth first, each certificate once: a token with many certificates that sign each other costs no more.
  for (let below = 0; below < MAX_LENGTH && reached.length > 0; below += 1) {
    if (reached.some(isRoot)) return true;
    const subjects = reached;
    reached = unseen.filter((issuer) =>
      subjects.some((subject) => mayIssue(issuer, subject, below)),
    );
    unseen = unseen.filter((one) => !reached.includes(one));
  }
  return false;
}

/** @param below number of certificates between the issuer and the signer. */
function mayIssue(issuer: Certified, subject: Certified, below: number): boolean {
  if (!issuer.x509.ca) return false;
  const limit: unknown = extensionOf(
    issuer,
    BASIC_CONSTRAINTS,
    BasicConstraints,
  )?.pathLenConstraint;
  if (typeof limit === 'number' && limit < below) return false;
  return subject.x509.checkIssued(issuer.x509) && subject.x509.verify(issuer.x509.publicKey);
}
