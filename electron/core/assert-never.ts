/** Makes the compiler check that a switch has a case for each kind. */

/** Stands where no value can come to; throws should one come all the same. */
export function assertNever(value: never): never {
  throw new Error(`No case for ${JSON.stringify(value)}`);
}
