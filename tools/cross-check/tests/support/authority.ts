import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runWell } from './programs.ts';

const CONFIGURATION = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
serial = serial
crypto_device = builtin
signer_cert = stamper.crt
certs = root.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** Makes a certificate authority and a timestamp authority under it, with openssl alone; the root is `root.pem`. */
export function makeAuthority(folder: string): void {
  writeFileSync(join(folder, 'tsa.cnf'), CONFIGURATION);
  writeFileSync(join(folder, 'serial'), '01\n');
  const openssl = (...parameters: string[]): string => runWell('openssl', parameters, folder);
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-days',
    '3650',
    '-subj',
    '/CN=Test root',
    '-config',
    'tsa.cnf',
    '-extensions',
    'authority',
  );
  openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'stamper.key',
    '-out',
    'stamper.csr',
    '-subj',
    '/CN=Test timestamps',
    '-config',
    'tsa.cnf',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'stamper.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-out',
    'stamper.crt',
    '-days',
    '3650',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'stamper',
  );
}

/** Answers the request in `name`.tsq with `name`.tsr. */
export const answer = (folder: string, name: string): string =>
  runWell(
    'openssl',
    [
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'tsa',
      '-queryfile',
      `${name}.tsq`,
      '-out',
      `${name}.tsr`,
    ],
    folder,
  );
