import type { MessageView, Person, Place, Sandbox } from '../../sandbox/index.ts';
import { CHANNEL } from '../../sandbox/model/types.ts';
import type { Frame, OpenedChannel, PersonCard, PlaceCard, ShownMessage } from '../protocol.ts';

/** How much of a channel is shown. */
const MESSAGES_SHOWN = 200;

const KINDS = { [CHANNEL.text]: 'text', [CHANNEL.category]: 'category', [CHANNEL.direct]: 'direct' } as const;

/** All lists as one person sees them. */
export function frameOf(sandbox: Sandbox, you: Person): Frame {
  const { guild } = you;
  const { world } = sandbox;
  const named = [...guild.record.roles.values()].filter(({ id, managed }) => id !== guild.id && !managed);
  return {
    kind: 'frame',
    you: you.id,
    server: { id: guild.id, name: guild.name },
    botId: world.bot.id,
    people: guild.people.map((person) => personCard(person)),
    places: you.client.places().map((place) => placeCard(place, world.bot.username)),
    members: [...guild.record.members].flatMap(([id, { roles }]) => {
      const user = world.users.get(id);
      if (!user || id === guild.record.ownerId) return [];
      const names = named.filter((role) => roles.includes(role.id)).map(({ name }) => name);
      return [{ id, name: user.username, bot: user.bot, roles: names }];
    }),
    roles: named.map(({ id, name }) => ({ id, name })),
  };
}

function personCard(person: Person): PersonCard {
  const roles = person.guild.record.members.get(person.id)?.roles ?? [];
  const part = person.guild.record.roles.get(roles[0] ?? '')?.name ?? 'Customer';
  const counts = person.client.places().map(({ unread }) => unread.notifications);
  return {
    id: person.id,
    name: person.name,
    part,
    notifications: counts.reduce((sum, count) => sum + count, 0),
    takesDirectMessages: person.takesDirectMessages,
  };
}

function placeCard({ channel, unread, mayWrite, mayAttach }: Place, botName: string): PlaceCard {
  return {
    id: channel.id,
    kind: KINDS[channel.type],
    name: channel.name ?? botName,
    topic: channel.topic ?? '',
    parentId: channel.parent_id ?? undefined,
    unread: unread.messages > 0,
    notifications: unread.notifications,
    mayWrite,
    mayAttach,
  };
}

/** What one person sees in a channel, and may run there. */
export function openedChannel(you: Person, channelId: string): OpenedChannel {
  return {
    kind: 'channel',
    id: channelId,
    messages: you.client.messages(channelId, MESSAGES_SHOWN).map((message) => shownMessage(you, message)),
    commands: you.client.commands(channelId),
  };
}

/** A message as one person sees it. */
export function shownMessage(you: Person, message: MessageView): ShownMessage {
  const { command } = message.record;
  return {
    wire: you.client.wire(message),
    ephemeral: message.ephemeral,
    ...(command ? { command } : {}),
  };
}
