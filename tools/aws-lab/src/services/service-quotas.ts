import { z } from 'zod';
import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { Desk } from '../gateway/desk.ts';

const querySchema = z.object({ ServiceCode: z.string(), QuotaCode: z.string() });

/**
 * Service Quotas, as far as GetServiceQuota: `values` says what each is, by `<service>/<code>`, in every account and
 * region alike; it is read at each call, and what it does not have is not there.
 */
export const serviceQuotasDesk =
  (values: Readonly<Record<string, number>>): Desk =>
  ({ operation, parameters, service }) => {
    if (service !== 'servicequotas' || operation !== 'GetServiceQuota') return undefined;
    const query = querySchema.safeParse(parameters);
    const value = query.success
      ? values[`${query.data.ServiceCode}/${query.data.QuotaCode}`]
      : undefined;
    return value === undefined
      ? errorAnswer(service, {
          status: 400,
          code: 'NoSuchResourceException',
          message: 'The request failed because the specified service does not exist.',
        })
      : jsonAnswer({ Quota: { ...query.data, Value: value } });
  };
