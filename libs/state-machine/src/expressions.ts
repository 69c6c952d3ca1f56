/** JSONata, as a state of a definition holds it. */
export const jsonata = (expression: string): string => `{% ${expression} %}`;

/** A field of the state's input. */
export const input = (field: string): string => jsonata(`$states.input.${field}`);

/** A field of what a Lambda function answered. */
export const answer = (field: string): string => jsonata(`$states.result.Payload.${field}`);

/** True when a field of the input is that text or truth. */
export const inputIs = (field: string, value: string | boolean): string =>
  jsonata(`$states.input.${field} = ${typeof value === 'string' ? `'${value}'` : String(value)}`);
