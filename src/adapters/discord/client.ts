import { Client, GatewayIntentBits, Options } from 'discord.js';

/**
 * A Discord client with the least it needs. `Guilds` tells the names of servers, channels and roles; `GuildMessages` that
 * something was posted, for pictures in tickets; neither is privileged. `MessageContent`, which is, shows what was posted
 * where the bot is not mentioned; it is asked for only when it is switched on. Messages and members are not kept: they
 * would grow without end.
 */
export function createDiscordClient({
  apiUrl,
  readsMessages = false,
}: {
  readonly apiUrl: string;
  readonly readsMessages?: boolean;
}): Client {
  return new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      ...(readsMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    rest: { api: apiUrl, version: '10' },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      UserManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildBanManager: 0,
      GuildInviteManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      AutoModerationRuleManager: 0,
    }),
  });
}
