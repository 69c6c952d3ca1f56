/** Operations of services whose operation stands in method and path (API references of the services). */
const OPERATIONS: readonly (readonly [string, string, RegExp, string])[] = [
  ['ebs', 'GET', /^\/snapshots\/[^/]+\/blocks$/, 'ListSnapshotBlocks'],
  ['ebs', 'GET', /^\/snapshots\/[^/]+\/changedblocks$/, 'ListChangedBlocks'],
  ['ebs', 'GET', /^\/snapshots\/[^/]+\/blocks\/\d+$/, 'GetSnapshotBlock'],
  ['ebs', 'POST', /^\/snapshots$/, 'StartSnapshot'],
  ['ebs', 'PUT', /^\/snapshots\/[^/]+\/blocks\/\d+$/, 'PutSnapshotBlock'],
  ['ebs', 'POST', /^\/snapshots\/completion\/[^/]+$/, 'CompleteSnapshot'],
  ['securityhub', 'POST', /^\/findings$/, 'GetFindings'],
  ['securityhub', 'POST', /^\/findings\/import$/, 'BatchImportFindings'],
  ['securityhub', 'PATCH', /^\/findings\/batchupdate$/, 'BatchUpdateFindings'],
  ['securityhub', 'POST', /^\/actionTargets$/, 'CreateActionTarget'],
  ['securityhub', 'POST', /^\/actionTargets\/get$/, 'DescribeActionTargets'],
  ['securityhub', 'DELETE', /^\/actionTargets\/.+$/, 'DeleteActionTarget'],
  ['securityhub', 'GET', /^\/accounts$/, 'DescribeHub'],
  ['securityhub', 'POST', /^\/accounts$/, 'EnableSecurityHub'],
  ['securityhub', 'DELETE', /^\/accounts$/, 'DisableSecurityHub'],
  ['lambda', 'POST', /^\/[\d-]+\/functions\/[^/]+\/invocations$/, 'Invoke'],
  ['lambda', 'POST', /^\/[\d-]+\/functions$/, 'CreateFunction'],
  ['lambda', 'GET', /^\/[\d-]+\/functions$/, 'ListFunctions'],
  ['lambda', 'GET', /^\/[\d-]+\/functions\/[^/]+$/, 'GetFunction'],
  ['lambda', 'DELETE', /^\/[\d-]+\/functions\/[^/]+$/, 'DeleteFunction'],
  ['lambda', 'POST', /^\/[\d-]+\/event-source-mappings$/, 'CreateEventSourceMapping'],
  ['guardduty', 'GET', /^\/detector$/, 'ListDetectors'],
  ['guardduty', 'POST', /^\/detector$/, 'CreateDetector'],
  ['guardduty', 'GET', /^\/detector\/[^/]+$/, 'GetDetector'],
  ['guardduty', 'POST', /^\/detector\/[^/]+\/findings\/get$/, 'GetFindings'],
  ['guardduty', 'POST', /^\/detector\/[^/]+\/findings$/, 'ListFindings'],
  ['eks', 'GET', /^\/clusters$/, 'ListClusters'],
  ['eks', 'GET', /^\/clusters\/[^/]+$/, 'DescribeCluster'],
];

/** The name of an operation; method and path where the table has none, never a guess. */
export function restOperation(service: string, method: string, path: string): string {
  const found = OPERATIONS.find(
    ([of, by, pattern]) => of === service && by === method && pattern.test(path),
  );
  return found?.[3] ?? `${method} ${path}`;
}
