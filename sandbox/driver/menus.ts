import { withFreshLinks } from '../model/attachments.ts';
import { type Action, INTERACTION } from '../model/interactions.ts';
import type { Channel, Command, Json, User } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { COMMAND_TYPE, canSee, findCommand } from './access.ts';
import { DriverError } from './errors.ts';
import { type Entity, resolveEntity } from './options.ts';
import type { MessageView } from './view.ts';

/** What choosing a command in a message's menu sends. Errors: DriverError when it isn't offered there. */
export function messageMenuAction(world: World, user: User, message: MessageView, name: string): Action {
  const { record } = message;
  const channel = world.channels.get(message.channelId);
  if (!channel || !canSee(world, record, user)) {
    throw new DriverError(`${user.username} can't see that message.`);
  }
  // Discord's client offers no commands on what only one person sees.
  if (record.onlyFor) throw new DriverError('Messages that only one person sees have no commands.');
  const command = findCommand(world, name, channel, user, COMMAND_TYPE.message);
  const messages = { [message.id]: withFreshLinks(world, record.wire) };
  return menuAction(user, channel, command, message.id, { messages });
}

/** What choosing a command in a person's menu sends. Errors: DriverError when it isn't offered there. */
export function userMenuAction(
  world: World,
  user: User,
  channel: Channel,
  target: Entity,
  name: string,
): Action {
  const command = findCommand(world, name, channel, user, COMMAND_TYPE.user);
  const resolved: Record<string, Json> = {};
  resolveEntity(world, world.guilds.get(channel.guild_id ?? ''), target, resolved);
  return menuAction(user, channel, command, target.id, resolved);
}

function menuAction(
  user: User,
  channel: Channel,
  command: Command,
  targetId: string,
  resolved: Json,
): Action {
  const { id, name, type, guild_id } = command;
  const data: Json = { id, name, type, ...(guild_id ? { guild_id } : {}), target_id: targetId, resolved };
  return { type: INTERACTION.command, user, channel, data };
}
