import type { AllowedMentions } from '../limits/message.ts';
import { channelPermissions, holds } from './permissions.ts';
import type { Channel, Component, User } from './types.ts';
import type { World } from './world.ts';

/** Who a message mentions in a way that counts: `allowed_mentions` and permissions taken into account. */
export interface Mentions {
  users: User[];
  roles: string[];
  everyone: boolean;
}

const NOTHING_SAID: AllowedMentions = { parse: ['users', 'roles', 'everyone'], users: [], roles: [] };

/** Finds who a text mentions. Embeds mention nobody. */
export function findMentions(
  world: World,
  text: string,
  channel: Channel,
  authorId: string,
  allowed: AllowedMentions = NOTHING_SAID,
): Mentions {
  if (!text.includes('<@') && !text.includes('@everyone') && !text.includes('@here')) {
    return { users: [], roles: [], everyone: false };
  }
  const guild = channel.guild_id ? world.guilds.get(channel.guild_id) : undefined;
  const mayMentionAll =
    guild !== undefined && holds(channelPermissions(guild, channel, authorId), 'MentionEveryone');
  const users = idsIn(text, /<@!?(\d+)>/g)
    .filter((id) => allowed.parse.includes('users') || allowed.users.includes(id))
    .flatMap((id) => world.users.get(id) ?? []);
  const roles = idsIn(text, /<@&(\d+)>/g)
    .filter((id) => allowed.parse.includes('roles') || allowed.roles.includes(id))
    .filter((id) => mayMentionAll || guild?.roles.get(id)?.mentionable);
  const everyone = mayMentionAll && allowed.parse.includes('everyone') && /@(everyone|here)/.test(text);
  return { users, roles, everyone };
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
}

/** The text of the text displays among components, which can mention as content does. */
export function componentText(components: readonly Component[]): string {
  return components
    .map((component) => {
      const own = component.type === 10 ? (component.content ?? '') : '';
      return own + componentText(component.components ?? []);
    })
    .join('\n');
}
