import { fileURLToPath } from 'node:url';

export const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url));

/** The committed half of the payload: scripts, units and pins. */
export const SOURCE = `${WORKSPACE}deployment/images/forensic-host/`;
export const MANIFEST = `${SOURCE}manifest.json`;

/** Where the payload's `root` comes to lie on a forensic host; launchers and units name it. */
export const INSTALLED = '/opt/afo';

/** The programs of a forensic host. */
export const SERVICES = ['acquisition-agent', 'analysis-worker', 'report-generator'] as const;
