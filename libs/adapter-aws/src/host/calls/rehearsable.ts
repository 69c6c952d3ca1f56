import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { PortError } from '@afo/ports';
import { z } from 'zod';

interface Metadata {
  readonly requestId?: string | undefined;
}

/**
 * The answer to a call, or to its dry run: EC2 says that it would carry a call out by an error of the name
 * `DryRunOperation`. Whatever else it says to a dry run shows nothing.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 */
export async function rehearsable<Output extends { readonly $metadata: Metadata }>(
  { DryRun }: { readonly DryRun?: boolean | undefined },
  answer: Promise<Output>,
): Promise<Output | Pick<EC2ServiceException, '$metadata'>> {
  if (DryRun !== true) return await answer;
  try {
    await answer;
  } catch (error) {
    if (error instanceof EC2ServiceException && error.name === 'DryRunOperation')
      return { $metadata: error.$metadata };
    throw isCutOff(error)
      ? new PortError('aws.unavailable', 'the answer of EC2 to a dry run was cut off', {
          cause: error,
          retryable: true,
        })
      : error;
  }
  throw new PortError('aws.refused', 'EC2 answered a dry run as if it were none', {
    retryable: true,
  });
}

/** EC2 answers a dry run with 412 and its name for a yes; without the name it is not known what it said. */
const isCutOff = (error: unknown): boolean =>
  answeredSchema.safeParse(error).data?.$metadata.httpStatusCode === 412;

const answeredSchema = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });
