/** Most of AWS: the answer's `NextToken` goes into the next question. An empty one ends the pages like none. */
export const nextToken = <Input extends { NextToken?: string | undefined }>(
  answer: { readonly NextToken?: string | undefined },
  asked: Input,
): Input | undefined =>
  isGiven(answer.NextToken) ? { ...asked, NextToken: answer.NextToken } : undefined;

/** CloudWatch Logs: the same in lower case. */
export const nextLogToken = <Input extends { nextToken?: string | undefined }>(
  answer: { readonly nextToken?: string | undefined },
  asked: Input,
): Input | undefined =>
  isGiven(answer.nextToken) ? { ...asked, nextToken: answer.nextToken } : undefined;

/** IAM: `Marker`, where `IsTruncated` says that there is more. */
export const nextMarker = <Input extends { Marker?: string | undefined }>(
  answer: { readonly Marker?: string | undefined; readonly IsTruncated?: boolean | undefined },
  asked: Input,
): Input | undefined =>
  answer.IsTruncated === true && isGiven(answer.Marker)
    ? { ...asked, Marker: answer.Marker }
    : undefined;

/** Elastic Load Balancing: `NextMarker` goes into `Marker`. */
export const nextBalancerPage = <Input extends { Marker?: string | undefined }>(
  answer: { readonly NextMarker?: string | undefined },
  asked: Input,
): Input | undefined =>
  isGiven(answer.NextMarker) ? { ...asked, Marker: answer.NextMarker } : undefined;

const isGiven = (token: string | undefined): token is string => token !== undefined && token !== '';
