import type { Message } from '../ports/messenger.ts';
import { Contention, Unavailable } from '../ports/store.ts';
import { VaultFull, VaultUnavailable } from '../ports/vault.ts';

/**
 * Tells someone that their request failed and it is not their doing. `errorId` is what the log calls it, `wasChanged` says
 * whether the change itself was made.
 */
export function failureMessage(error: unknown, errorId: string, wasChanged: boolean): Message {
  if (wasChanged)
    return {
      content: `⚠️ The change was made, but something broke while I showed it.\nLook with /trackorder, and quote \`${errorId}\` to the server’s staff.`,
    };
  if (error instanceof Contention || error instanceof Unavailable)
    return {
      content:
        '❌ Failed to update order\n' +
        `The database is not answering. Look with /trackorder before you try again in a minute; if it stays so, quote \`${errorId}\` to the server’s staff.`,
    };
  if (error instanceof VaultFull)
    return {
      content: `❌ There is no room to keep a picture\nNothing was submitted. Quote \`${errorId}\` to the server’s staff: whoever runs the bot has to make room.`,
    };
  if (error instanceof VaultUnavailable)
    return {
      content: `❌ The pictures can’t be reached right now\nTry again in a few minutes; if it stays so, quote \`${errorId}\` to the server’s staff.`,
    };
  return {
    content: `❌ Something broke on our side; nothing was changed.\nQuote \`${errorId}\` to the server’s staff.`,
  };
}

/** Answers a button or command that this version no longer knows. */
export function outdatedMessage(): Message {
  return {
    content: 'This button is from an older version of me.\nRun the command again to get a fresh one.',
  };
}
