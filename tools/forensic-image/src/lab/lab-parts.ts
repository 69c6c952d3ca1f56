import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The line on the console that ends the check. */
export const VERIFIED = 'afo-lab-verified';

const NETWORK = `[Match]
Name=en* eth*
[Network]
Address=10.0.2.15/24
LinkLocalAddressing=no
IPv6AcceptRA=no
`;

/** Brings the settings before the services start, as the user data of an instance does. */
const SETTINGS = `[Unit]
RequiresMountsFor=/etc
Before=acquisition-agent.service analysis-worker.service report-generator.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mount -o ro /dev/vdb /mnt && cp /mnt/*.env /etc/afo/ && umount /mnt'
[Install]
WantedBy=multi-user.target
`;

const verification = (sha256: string): string => `[Unit]
After=afo-lab-settings.service
[Service]
Type=oneshot
Environment=AFO_VERIFY_SECONDS=300
ExecStart=/bin/sh -c 'sh /opt/afo/verify.sh ${sha256}; echo ${VERIFIED} $?'
[Install]
WantedBy=multi-user.target
`;

/**
 * What a virtual machine of the lab has besides: an address without a way out, its settings from a second disk, and
 * somebody who runs the check and says on the console what came of it. Nothing of it is part of an image.
 */
export async function putLabParts(root: string, sha256: string): Promise<void> {
  const units = join(root, 'etc/systemd/system');
  await put(join(root, 'etc/systemd/network/10-lab.network'), NETWORK);
  await put(join(root, 'etc/fstab'), '/dev/vda / ext4 rw 0 1\n');
  await put(join(root, 'etc/hostname'), 'forensic-host\n');
  await put(join(units, 'afo-lab-settings.service'), SETTINGS);
  await put(join(units, 'afo-lab-verify.service'), verification(sha256));
  for (const unit of [
    '/etc/systemd/system/afo-lab-settings.service',
    '/etc/systemd/system/afo-lab-verify.service',
    '/lib/systemd/system/systemd-networkd.service',
  ])
    await symlink(unit, join(await wants(units), unit.split('/').at(-1) ?? unit));
}

async function wants(units: string): Promise<string> {
  const folder = join(units, 'multi-user.target.wants');
  await mkdir(folder, { recursive: true });
  return folder;
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
