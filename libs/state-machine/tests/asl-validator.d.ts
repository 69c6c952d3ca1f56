declare module 'asl-validator' {
  // eslint-disable-next-line import-x/no-default-export -- the package has no other export, and no types of its own
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  };
}
