import { copyFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';

const ROOT = join(import.meta.dirname, '../../../..');

/** Where `nx bundle` lays an app. */
export const bundleOf = (app: BundledApp): string => join(ROOT, 'dist/bundles', app);

export type BundledApp = 'case-workflow' | 'finding-ingestor';

/** The bundle of an app, with the playbook of the environment beside it. */
export function programCode(app: BundledApp, playbook: string): Code {
  const bundle = bundleOf(app);
  if (!existsSync(join(bundle, 'main.js')))
    throw new Error(`${app} is not bundled: ./afo exec nx run-many -t bundle`);
  return Code.fromAsset(bundle, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: what is done here needs no container.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (folder) => {
          cpSync(bundle, folder, { recursive: true });
          copyFileSync(join(ROOT, playbook), join(folder, 'playbook.yaml'));
          return true;
        },
      },
    },
  });
}
