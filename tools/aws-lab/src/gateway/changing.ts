const READING =
  /^(Describe|Get|List|Head|Lookup|Search|BatchGet|Query$|Scan$|Filter|Select|Test|Simulate|Verify$|Validate|Decode|Check|Count|Preview|Poll)/;

/** Names that look like a change and are none, in the sense of what AWS keeps; and what it would be wrong to call one. */
const READING_BESIDES = new Set([
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateRandom',
  'ReceiveMessage',
  'Sign',
  'StartQuery',
  'StopQuery',
  'TransactGetItems',
]);

/** Names that look like a look and change something. */
const CHANGING_BESIDES = new Set(['GetActivityTask', 'GetSessionToken', 'GetFederationToken']);

/**
 * Whether a call changes something that AWS keeps: all that is not plainly a look. A name that is not known counts as a
 * change, so that a dry run can show that it made none.
 */
export function isChanging(operation: string): boolean {
  if (CHANGING_BESIDES.has(operation)) return true;
  if (/^(GET|HEAD) \//.test(operation)) return false;
  return !READING.test(operation) && !READING_BESIDES.has(operation);
}
