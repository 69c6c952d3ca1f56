export interface SudoCommand {
  readonly user: string;
  readonly runAs: string;
  readonly folder: string;
  readonly command: string;
}

// sudo(8) writes the command last, so that nothing in it can pass for another member.
const COMMAND =
  /^\s*(\S+) : (?:.*? ; )?TTY=\S+ ; PWD=(.*?) ; USER=(\S+) ;(?: ENV=.*? ;)? COMMAND=(.*)$/s;

/** Longest message that is read; sudo itself cuts its records at about a thousand characters. */
const LONGEST = 16_384;

/** Reads sudo's own record of a command; nothing for its other messages. */
export function parseSudoMessage(message: string): SudoCommand | undefined {
  const [, user, folder, runAs, command] = COMMAND.exec(message.slice(0, LONGEST)) ?? [];
  if (user === undefined || folder === undefined || runAs === undefined || command === undefined)
    return undefined;
  return { user, runAs, folder, command };
}
