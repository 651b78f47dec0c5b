/** The package has no types. Source: https://www.npmjs.com/package/asl-validator */
declare module 'asl-validator' {
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  };
}
