import {
  type Client,
  DiscordAPIError,
  RESTJSONErrorCodes,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord.js';
import type { Message, Messenger, Sent } from '../../ports/messenger.ts';

/** The person or channel can't be written to, now or later: trying again would not help. */
const closedCodes: readonly (number | string)[] = [
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
  RESTJSONErrorCodes.UnknownUser,
  RESTJSONErrorCodes.InvalidRecipients,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

/** Direct-message channels never change, so the last ones used are remembered to spare a request each. */
const rememberedChannels = 1000;

/** Sends messages through a client's REST, past its caches. */
export function discordMessenger(client: Pick<Client, 'rest'>): Messenger {
  const directChannels = new Map<string, string>();

  async function directChannelOf(userId: string): Promise<string> {
    const known = directChannels.get(userId);
    if (known !== undefined) return known;
    // discord.js types what a route answers by the route's own type, which rest.post does not know.
    const channel = (await client.rest.post(Routes.userChannels(), {
      body: { recipient_id: userId },
    })) as RESTPostAPICurrentUserCreateDMChannelResult;
    const oldest = directChannels.size < rememberedChannels ? undefined : directChannels.keys().next().value;
    if (oldest !== undefined) directChannels.delete(oldest);
    directChannels.set(userId, channel.id);
    return channel.id;
  }

  async function post(channelId: string, message: Message, nonce: string): Promise<void> {
    await client.rest.post(Routes.channelMessages(channelId), {
      body: { ...message, nonce, enforce_nonce: true, allowed_mentions: { parse: [] } },
    });
  }

  return {
    sendDirect: (userId, message, nonce) =>
      sending(async () => post(await directChannelOf(userId), message, nonce)),
    sendToChannel: (channelId, message, nonce) => sending(() => post(channelId, message, nonce)),
  };
}

async function sending(send: () => Promise<void>): Promise<Sent> {
  try {
    await send();
    return 'sent';
  } catch (error) {
    if (error instanceof DiscordAPIError && closedCodes.includes(error.code)) return 'closed';
    throw error;
  }
}
