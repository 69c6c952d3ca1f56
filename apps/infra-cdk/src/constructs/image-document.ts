export interface ImagePayload {
  /** Where the payload lies, as a zip: `s3://…`. */
  readonly url: string;
  /** SHA-256 of its list of digests: whoever knows it knows every byte that is installed. */
  readonly sha256: string;
}

const FOLDER = '/var/tmp/afo';
const ZIP = `${FOLDER}/payload.zip`;
const PAYLOAD = `${FOLDER}/payload`;

/**
 * What Image Builder does on the machines that it starts: installs from the payload, and looks at what came of it,
 * first where it was installed and then on a machine that was started from the image. A step that ends with an error
 * ends the build, and no image is published.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html (JSON is YAML)
 */
export function imageDocument({ sha256, url }: ImagePayload): string {
  const verify = run('Verify', [`sh /opt/afo/verify.sh ${sha256}`]);
  return JSON.stringify({
    name: 'forensic-host',
    description: 'Makes a forensic host, and looks whether it is as it was meant',
    schemaVersion: '1.0',
    phases: [
      { name: 'build', steps: [fetch(url), run('Install', installing(sha256))] },
      { name: 'validate', steps: [verify] },
      { name: 'test', steps: [verify] },
    ],
  });
}

const installing = (sha256: string): readonly string[] => [
  `python3 -m zipfile -e ${ZIP} ${PAYLOAD}`,
  `sh ${PAYLOAD}/install.sh ${sha256}`,
  `rm -rf ${FOLDER}`,
];

const fetch = (source: string) => ({
  name: 'Fetch',
  action: 'S3Download',
  inputs: [{ source, destination: ZIP }],
});

const run = (name: string, commands: readonly string[]) => ({
  name,
  action: 'ExecuteBash',
  inputs: { commands: ['set -eu', ...commands] },
});
