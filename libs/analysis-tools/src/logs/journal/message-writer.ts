/** A process name as the kernel keeps it is cut to 15 characters (proc_pid_comm(5)). */
const COMM_LENGTH = 15;

/**
 * The identifier is what the writer chose; the kernel's own word (_COMM) tells whether it was that program, or one of
 * its parts, as `sshd-session` is of sshd (F-73).
 */
export function isItself(program: string, fields: ReadonlyMap<string, string>): boolean {
  const known = fields.get('_COMM');
  return (
    known === undefined ||
    known === program.slice(0, COMM_LENGTH) ||
    known.startsWith(`${program}-`)
  );
}
