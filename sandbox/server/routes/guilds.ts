import { readChannelPlan } from '../../limits/channel.ts';
import { refusal } from '../../limits/errors.ts';
import { createChannel, guildProfile } from '../../model/guilds.ts';
import type { Guild } from '../../model/types.ts';
import type { World } from '../../model/world.ts';
import { guildOf, requireGuildPermissions } from '../access.ts';
import { ok, param, type Routes } from '../call.ts';

/** Guilds with their members, roles and channels. */
export const GUILD_ROUTES: Routes = {
  'GET /guilds/:guild': (call) => ok(guildProfile(guildOf(call))),
  'GET /guilds/:guild/channels': (call) => ok([...guildOf(call).channels.values()]),
  'POST /guilds/:guild/channels': (call) => {
    const guild = guildOf(call);
    requireGuildPermissions(call.world, guild, 'ManageChannels');
    const plan = readChannelPlan(call.body, guild);
    return { status: 201, body: createChannel(call.world, guild, plan) };
  },
  'GET /guilds/:guild/roles': (call) => ok([...guildOf(call).roles.values()]),
  'GET /guilds/:guild/members': (call) => {
    const guild = guildOf(call);
    const limit = Number(call.query.get('limit') ?? 1);
    const after = BigInt(call.query.get('after') ?? 0);
    const ids = [...guild.members.keys()].filter((id) => BigInt(id) > after);
    return ok(ids.slice(0, limit).map((id) => memberPayload(call.world, guild, id)));
  },
  'GET /guilds/:guild/members/:user': (call) =>
    ok(memberPayload(call.world, guildOf(call), param(call, 'user'))),
};

function memberPayload(world: World, guild: Guild, userId: string) {
  const user = world.users.get(userId);
  if (!user) throw refusal('unknownUser');
  const member = guild.members.get(userId);
  if (!member) throw refusal('unknownMember');
  return { ...member, user };
}
