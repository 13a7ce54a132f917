import { refusal } from '../../limits/errors.ts';
import { readDraft } from '../../limits/message.ts';
import { type Interaction, TOKEN_LIFETIME_MS, touch } from '../../model/interactions.ts';
import { deleteMessage, editMessage } from '../../model/messages.ts';
import { MESSAGE_FLAG, type Message } from '../../model/types.ts';
import { type Answer, bodyOf, type Call, NO_CONTENT, ok, param, type Routes } from '../call.ts';
import { answer, draftRequest } from '../callbacks.ts';

/** Edits, deletions and follow-ups of answers, through the interaction's token. */
export const WEBHOOK_ROUTES: Routes = {
  'POST /webhooks/:application/:token': followUp,
  'GET /webhooks/:application/:token/messages/:message': (call) =>
    ok(messageOf(call, interactionOf(call)).wire),
  'PATCH /webhooks/:application/:token/messages/:message': edit,
  'DELETE /webhooks/:application/:token/messages/:message': (call) => {
    const interaction = interactionOf(call);
    const message = messageOf(call, interaction);
    deleteMessage(call.world, message);
    if (!interaction.answers.includes(message)) interaction.answers.push(message);
    touch(call.world, interaction);
    return NO_CONTENT;
  },
};

/** Errors: 10015 unknown, or nothing was answered yet; 50027 the token's 15 minutes are over, 10003. */
function interactionOf(call: Call): Interaction {
  const { world } = call;
  const interaction = world.interactions.get(param(call, 'token'));
  if (!interaction || param(call, 'application') !== world.applicationId) throw refusal('unknownWebhook');
  if (world.clock.now() - interaction.createdAtMs >= TOKEN_LIFETIME_MS) throw refusal('invalidWebhookToken');
  if (!interaction.acknowledged) throw refusal('unknownWebhook');
  if (!world.channels.has(interaction.channel.id)) throw refusal('unknownChannel');
  return interaction;
}

function messageOf(call: Call, interaction: Interaction): Message {
  const id = param(call, 'message');
  const { original, answers } = interaction;
  const message =
    id === '@original' ? original : [original, ...answers].find((entry) => entry?.wire.id === id);
  if (!message || message.deleted) throw refusal('unknownMessage');
  return message;
}

function edit(call: Call): Answer {
  const interaction = interactionOf(call);
  const message = messageOf(call, interaction);
  return ok(replace(call, interaction, message).wire);
}

function replace(call: Call, interaction: Interaction, message: Message): Message {
  const draft = readDraft(bodyOf(call), {
    ...draftRequest(call, interaction, [], message),
    allowedFlags: MESSAGE_FLAG.suppressEmbeds | MESSAGE_FLAG.componentsV2,
  });
  editMessage(call.world, message, draft);
  if (!interaction.answers.includes(message)) interaction.answers.push(message);
  touch(call.world, interaction);
  return message;
}

function followUp(call: Call): Answer {
  const { world } = call;
  const interaction = interactionOf(call);
  const { original } = interaction;
  const wait = call.query.get('wait') === 'true';
  // The first follow-up after a deferral takes the deferral's place.
  if (original && !original.deleted && original.wire.flags & MESSAGE_FLAG.loading) {
    const message = replace(call, interaction, original);
    return wait ? ok(message.wire) : NO_CONTENT;
  }
  const message = answer(world, interaction, readDraft(bodyOf(call), draftRequest(call, interaction)));
  touch(world, interaction);
  return wait ? ok(message.wire) : NO_CONTENT;
}
