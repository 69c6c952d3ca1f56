import { z } from 'zod';
import { nameSchema } from './text.ts';

/** Where something is or happened, in AWS's terms; a workstation has only `resource`. */
export const whereSchema = z.strictObject({
  partition: nameSchema.optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, 'an AWS account id has 12 digits')
    .optional(),
  region: nameSchema.optional(),
  resource: z.string().max(2048).optional(),
});
export type Where = z.infer<typeof whereSchema>;
