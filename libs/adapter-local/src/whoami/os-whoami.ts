import { userInfo } from 'node:os';
import type { Whoami } from '@afo/ports';

/**
 * Who the operating system says is at this process. One of its accounts is one person, unless the installation says
 * that several share it (`sharedAccount` in `stack.yaml`): then the word of each is taken, and kept as no more than that.
 */
export const osWhoami = ({ sharedAccount }: { readonly sharedAccount: boolean }): Whoami => ({
  identify(spoken) {
    const { username, uid } = userInfo();
    const known = { name: username, id: String(uid) };
    return Promise.resolve(
      sharedAccount
        ? { by: 'word', ...known, person: spoken }
        : { by: 'os', ...known, person: username },
    );
  },
});
