import { refusal } from '../../limits/errors.ts';
import { Form, isJson } from '../../limits/form.ts';
import { ACKNOWLEDGE_WITHIN_MS, type Interaction, touch } from '../../model/interactions.ts';
import { MESSAGE_FLAG, type Message } from '../../model/types.ts';
import { type Answer, type Call, NO_CONTENT, ok, param, type Routes } from '../call.ts';
import { CALLBACKS } from '../callbacks.ts';

/** The callbacks that show a message at once: a new one, or the updated one. */
const SHOWING: readonly number[] = [4, 7];

/** The first answer to an interaction. */
export const INTERACTION_ROUTES: Routes = {
  'POST /interactions/:interaction/:token/callback': acknowledge,
};

/** Errors: 10062 unknown or too late, 40060 a second time, 10003 the channel is gone, 50035 a callback that doesn't fit. */
function acknowledge(call: Call): Answer {
  const { world } = call;
  const interaction = world.interactions.get(param(call, 'token'));
  if (!interaction || interaction.id !== param(call, 'interaction')) throw refusal('unknownInteraction');
  if (interaction.acknowledged) throw refusal('alreadyAcknowledged');
  const late = world.clock.now() - interaction.createdAtMs >= ACKNOWLEDGE_WITHIN_MS;
  if (late || interaction.failed) throw refusal('unknownInteraction');
  if (!world.channels.has(interaction.channel.id)) throw refusal('unknownChannel');

  const form = new Form();
  const body = form.object(call.body, []);
  const type = Number(body.type);
  const callback = CALLBACKS[type];
  const allowed = Object.keys(CALLBACKS).filter((key) =>
    CALLBACKS[Number(key)]?.allowedFor.includes(interaction.type),
  );
  if (!callback?.allowedFor.includes(interaction.type)) {
    form.fail(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  }
  form.refuse();
  const message = callback?.apply(call, interaction, isJson(body.data) ? body.data : {});
  interaction.acknowledged = true;
  interaction.stopWaiting();
  touch(world, interaction);
  if (call.query.get('with_response') !== 'true') return NO_CONTENT;
  return ok({
    interaction: summary(interaction, message),
    // Deferrals have no resource in Discord's description, though they may have a message.
    ...(message && SHOWING.includes(type) ? { resource: { type, message: message.wire } } : {}),
  });
}

function summary(interaction: Interaction, message: Message | undefined): Record<string, unknown> {
  const { channel } = interaction;
  return {
    id: interaction.id,
    type: interaction.type,
    channel_id: channel.id,
    ...(channel.guild_id ? { guild_id: channel.guild_id } : {}),
    ...(message
      ? {
          response_message_id: message.wire.id,
          response_message_loading: (message.wire.flags & MESSAGE_FLAG.loading) !== 0,
          response_message_ephemeral: message.onlyFor !== undefined,
        }
      : {}),
  };
}
