import { readChannelEdit } from '../../limits/channel.ts';
import { refusal } from '../../limits/errors.ts';
import { deleteChannel, editChannel } from '../../model/guilds.ts';
import { placeOf } from '../access.ts';
import { NO_CONTENT, ok, type Routes } from '../call.ts';

/** Channels themselves; messages in them have routes of their own. */
export const CHANNEL_ROUTES: Routes = {
  'GET /channels/:channel': (call) => ok(placeOf(call).channel),
  'PATCH /channels/:channel': (call) => {
    const { channel, guild } = placeOf(call, 'ManageChannels');
    if (!guild) throw refusal('directMessageOnly');
    editChannel(call.world, guild, channel, readChannelEdit(call.body, channel, guild));
    return ok(channel);
  },
  'DELETE /channels/:channel': (call) => {
    const { channel, guild } = placeOf(call, 'ManageChannels');
    if (guild) deleteChannel(call.world, guild, channel);
    return ok(channel);
  },
  'POST /channels/:channel/typing': (call) => {
    placeOf(call, 'SendMessages');
    return NO_CONTENT;
  },
};
