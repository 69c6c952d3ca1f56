/** The element of an answer that names what an operation has made. */
const ELEMENTS: Readonly<Record<string, string>> = {
  CopySnapshot: 'snapshotId',
  CreateNetworkAcl: 'networkAclId',
  CreateNetworkInsightsPath: 'networkInsightsPathId',
  CreateSecurityGroup: 'groupId',
  CreateSnapshots: 'snapshotId',
  StartNetworkInsightsAnalysis: 'networkInsightsAnalysisId',
};

/** Ids of what a call to EC2 has made with tags: only its answer knows them, and policies are about tags. */
export function madeBy(service: string, operation: string, body: Buffer): readonly string[] {
  const element = service === 'ec2' ? ELEMENTS[operation] : undefined;
  if (element === undefined) return [];
  const ids = body.toString('utf8').matchAll(new RegExp(`<${element}>([\\w-]+)</${element}>`, 'g'));
  return [...new Set([...ids].map(([, id = '']) => id))];
}
