import {
  type Client,
  DiscordAPIError,
  RESTJSONErrorCodes,
  type RESTPostAPIChannelMessageResult,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord.js';
import type { Timer } from '../../ports/clock.ts';
import type { Message, Messenger, Sent } from '../../ports/messenger.ts';

/** The person or channel can't be written to, now or later: trying again would not help. */
const closedCodes: readonly (number | string)[] = [
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
  RESTJSONErrorCodes.UnknownUser,
  RESTJSONErrorCodes.InvalidRecipients,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

/** Direct-message channels never change, so the last ones used are remembered to spare a request each. */
const rememberedChannels = 1000;

/** How long one message may take: a single answer that does not come must not hold up what others are to be told. */
const patienceMs = 8_000;

/** Sends messages through a client's REST, past its caches. */
export function discordMessenger(client: Pick<Client, 'rest'>, timer: Timer): Messenger {
  const directChannels = new Map<string, string>();

  async function directChannelOf(userId: string, signal: AbortSignal): Promise<string> {
    const known = directChannels.get(userId);
    if (known !== undefined) return known;
    // discord.js types what a route answers by the route's own type, which rest.post does not know.
    const channel = (await client.rest.post(Routes.userChannels(), {
      body: { recipient_id: userId },
      signal,
    })) as RESTPostAPICurrentUserCreateDMChannelResult;
    const oldest = directChannels.size < rememberedChannels ? undefined : directChannels.keys().next().value;
    if (oldest !== undefined) directChannels.delete(oldest);
    directChannels.set(userId, channel.id);
    return channel.id;
  }

  async function post(channelId: string, message: Message, nonce: string, signal: AbortSignal) {
    // As above.
    return (await client.rest.post(Routes.channelMessages(channelId), {
      body: { ...message, nonce, enforce_nonce: true, allowed_mentions: { parse: [] } },
      signal,
    })) as RESTPostAPIChannelMessageResult;
  }

  /** Gives up a request that takes too long, also one that waits for its turn or for a rate limit to end. */
  async function sending(send: (signal: AbortSignal) => Promise<unknown>): Promise<Sent> {
    const giveUp = new AbortController();
    let cancel = () => {};
    const tooLate = new Promise<never>((_, reject) => {
      cancel = timer.after(patienceMs, () => {
        giveUp.abort();
        reject(new Error(`Discord did not answer within ${patienceMs / 1000} seconds`));
      });
    });
    try {
      await Promise.race([send(giveUp.signal), tooLate]);
      return 'sent';
    } catch (error) {
      if (error instanceof DiscordAPIError && closedCodes.includes(error.code)) return 'closed';
      throw error;
    } finally {
      cancel();
    }
  }

  return {
    sendDirect: (userId, message, nonce) =>
      sending(async (signal) => post(await directChannelOf(userId, signal), message, nonce, signal)),
    sendToChannel: (channelId, message, nonce) =>
      sending((signal) => post(channelId, message, nonce, signal)),
    async post(channelId, message, nonce) {
      let messageId: string | undefined;
      await sending(async (signal) => {
        messageId = (await post(channelId, message, nonce, signal)).id;
      });
      return messageId;
    },
    edit: (channelId, messageId, message) =>
      sending((signal) =>
        client.rest.patch(Routes.channelMessage(channelId, messageId), {
          body: { ...message, allowed_mentions: { parse: [] } },
          signal,
        }),
      ),
  };
}
