import { z } from 'zod';

/** A MITRE ATT&CK technique or sub-technique id, e.g. `T1110.001`. */
export const attackIdSchema = z
  .string()
  .regex(/^T\d{4}(\.\d{3})?$/, 'an ATT&CK id looks like T1110 or T1110.001');
