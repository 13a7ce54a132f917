import { createHash } from 'node:crypto';
import { ok } from '../../src/domain/result.ts';
import type { ImageJudge } from '../../src/ports/imageJudge.ts';
import type { Message, Messenger } from '../../src/ports/messenger.ts';
import type { Stored, Vault, VaultKey } from '../../src/ports/vault.ts';

type Pause = (at: string) => Promise<void>;

/** Pictures that are their own links: nothing is decoded, so that a life costs nothing. */
export function pictureJudge(pause: Pause): ImageJudge {
  return {
    async judge(link) {
      await pause(`fetches ${link}`);
      const bytes = new TextEncoder().encode(link);
      await pause('judges a picture');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return ok({ bytes, format: 'png', width: 800, height: 600, sha256, perceptualHash: sha256 });
    },
  };
}

/** What lies in the vault, whichever running put it there. */
export type Kept = Map<VaultKey, Stored>;

/** The vault as one running reaches it. */
export function vaultOf(kept: Kept, now: () => Date, pause: Pause): Vault {
  return {
    async put(key, bytes) {
      await pause('keeps a picture');
      kept.set(key, { key, storedAt: now(), bytes: bytes.length });
    },
    async get(key) {
      await pause('looks at a picture');
      return kept.has(key) ? new Uint8Array() : undefined;
    },
    async delete(key) {
      await pause('deletes a picture');
      kept.delete(key);
    },
    async *list() {
      await pause('lists the vault');
      yield* [...kept.values()];
    },
  };
}

/** Discord as one running reaches it; `sent` hears of each message that arrived, `fails` decides of each call. */
export function messengerOf(pause: Pause, fails: () => boolean, sent: (message: Message) => void): Messenger {
  const send = async (to: string, message: Message) => {
    await pause(`writes to ${to}`);
    if (fails()) throw new Error('Discord did not answer');
    sent(message);
    await pause(`has written to ${to}`);
    return 'sent' as const;
  };
  return {
    sendDirect: send,
    sendToChannel: send,
    async post(channelId, message) {
      await send(channelId, message);
      return `${channelId}1`;
    },
    edit: (channelId, _, message) => send(channelId, message),
  };
}
