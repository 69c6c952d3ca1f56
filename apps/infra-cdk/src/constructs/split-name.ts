/** A name with its path, `afo/member`, as IAM takes it apart: `/afo/` and `member`. */
export function splitName(given: string): { readonly name: string; readonly path: string } {
  const at = given.lastIndexOf('/');
  return { name: given.slice(at + 1), path: `/${given.slice(0, at + 1)}` };
}
