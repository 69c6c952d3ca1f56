import { hostPrograms } from './host-programs.ts';
import type { HostProgram } from './host-programs.ts';

export interface HostUserData {
  readonly region: string;
  /** Of all programs. */
  readonly settings: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<HostProgram, string>>;
}

const AWS_CONFIG = '/etc/afo/aws.config';

/**
 * What a host does when it starts: it writes down names and addresses, no secrets, where the services of its image
 * look for them, and starts them. Each service takes the role of its own program out of the host's.
 */
export function hostUserData({ region, roles, settings }: HostUserData): string {
  const common = { AWS_REGION: region, AWS_CONFIG_FILE: AWS_CONFIG, ...settings };
  return [
    '#!/bin/sh',
    'set -eu',
    'umask 022',
    'mkdir -p /etc/afo',
    ...fileOf('/etc/afo/host.env', linesOf(common)),
    ...fileOf(
      AWS_CONFIG,
      hostPrograms.flatMap((name) => profileOf(name, { region, role: roles[name] })),
    ),
    ...hostPrograms.flatMap((name) =>
      fileOf(`/etc/afo/${name}.env`, linesOf({ AWS_PROFILE: name })),
    ),
    `systemctl restart ${hostPrograms.join(' ')}`,
    '',
  ].join('\n');
}

/** In quotes, as systemd reads them: a value may hold spaces. */
const linesOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).map(([name, value]) => `${name}="${value}"`);

const profileOf = (
  name: HostProgram,
  { region, role }: { readonly region: string; readonly role: string },
): readonly string[] => [
  `[profile ${name}]`,
  `role_arn = ${role}`,
  'credential_source = Ec2InstanceMetadata',
  `role_session_name = ${name}`,
  `region = ${region}`,
];

const fileOf = (file: string, lines: readonly string[]): readonly string[] => [
  `cat > ${file} <<'END-OF-FILE'`,
  ...lines,
  'END-OF-FILE',
];
