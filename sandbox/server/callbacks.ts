import { refusal } from '../limits/errors.ts';
import { Form, isJson } from '../limits/form.ts';
import { type DraftRequest, readDraft } from '../limits/message.ts';
import { readModal } from '../limits/modal.ts';
import { type Choice, INTERACTION, type Interaction, integrationOwners } from '../model/interactions.ts';
import { editMessage, postMessage } from '../model/messages.ts';
import { type Json, MESSAGE_FLAG, type Message, type WireMessage } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { hostIn } from './attachments.ts';
import { bodyOf, type Call } from './call.ts';

/** The flags that an answer to an interaction may carry. */
export const ANSWER_FLAGS =
  MESSAGE_FLAG.ephemeral |
  MESSAGE_FLAG.suppressEmbeds |
  MESSAGE_FLAG.suppressNotifications |
  MESSAGE_FLAG.componentsV2;

const MAX_CHOICES = 25;
const EMPTY_DRAFT = { files: [], enforceNonce: false };

/** One way to acknowledge an interaction. */
export interface Callback {
  /** The kinds of interaction that may be acknowledged so. */
  allowedFor: readonly number[];
  /** Applies it; returns the message of the `resource`, if there is one. */
  apply(call: Call, interaction: Interaction, data: Json): Message | undefined;
}

const { command, component, autocomplete, modal } = INTERACTION;

/** The ways to acknowledge an interaction, by Discord's callback type. */
export const CALLBACKS: Readonly<Record<number, Callback>> = {
  4: {
    allowedFor: [command, component, modal],
    apply(call, interaction, data) {
      const draft = readDraft(data, draftRequest(call, interaction, ['data']));
      return answer(call.world, interaction, draft);
    },
  },
  5: {
    allowedFor: [command, component, modal],
    apply(call, interaction, data) {
      const ephemeral = Number(data.flags ?? 0) & MESSAGE_FLAG.ephemeral;
      const draft = { ...EMPTY_DRAFT, flags: ephemeral | MESSAGE_FLAG.loading };
      interaction.original = post(call.world, interaction, draft);
      return interaction.original;
    },
  },
  6: {
    allowedFor: [component, modal],
    apply(_call, interaction) {
      interaction.original = updatable(interaction);
      return undefined;
    },
  },
  7: {
    allowedFor: [component, modal],
    apply(call, interaction, data) {
      const source = updatable(interaction);
      const draft = readDraft(data, {
        ...draftRequest(call, interaction, ['data'], source),
        allowedFlags: MESSAGE_FLAG.suppressEmbeds | MESSAGE_FLAG.componentsV2,
      });
      editMessage(call.world, source, draft);
      interaction.original = source;
      interaction.answers.push(source);
      return source;
    },
  },
  9: {
    allowedFor: [command, component],
    apply({ world }, interaction, data) {
      interaction.modal = readModal(data);
      const { user, channel } = interaction;
      const seen = { userId: world.bot.id, channelId: channel.id, onlyFor: user.id };
      world.record({ kind: 'form', ...seen, modal: interaction.modal });
      return undefined;
    },
  },
  8: {
    allowedFor: [autocomplete],
    apply(_call, interaction, data) {
      interaction.choices = readChoices(data);
      return undefined;
    },
  },
};

/** Posts a visible answer, in place of the deferral if there is one that still waits. */
export function answer(world: World, interaction: Interaction, draft: ReturnType<typeof readDraft>): Message {
  const message = post(world, interaction, draft);
  interaction.original ??= message;
  interaction.answers.push(message);
  return message;
}

function post(world: World, interaction: Interaction, draft: ReturnType<typeof readDraft>): Message {
  const ephemeral = (draft.flags & MESSAGE_FLAG.ephemeral) !== 0;
  return postMessage(world, {
    channel: interaction.channel,
    author: world.bot,
    draft,
    ...(ephemeral ? { onlyFor: interaction.user.id } : {}),
    ...(interaction.command ? { command: interaction.command } : {}),
    more: answerFields(world, interaction),
  });
}

function answerFields(world: World, interaction: Interaction): Partial<WireMessage> {
  const { original } = interaction;
  return {
    // A plain answer is a "chat input command" message; a follow-up replies to the first answer.
    type: original || interaction.type !== command ? 19 : interaction.commandType === 1 ? 20 : 23,
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    interaction_metadata: {
      ...metadataOf(interaction),
      ...(original ? { original_response_message_id: original.wire.id } : {}),
    },
  };
}

function metadataOf({ id, type, user, channel, source, triggeredBy }: Interaction): Json {
  return {
    id,
    type,
    user,
    authorizing_integration_owners: integrationOwners(channel),
    // What a form answers stands where the form came from.
    ...(triggeredBy ? { triggering_interaction_metadata: metadataOf(triggeredBy) } : {}),
    ...(source && !triggeredBy ? { interacted_message_id: source.wire.id } : {}),
  };
}

/** How to read a message that belongs to an interaction. */
export function draftRequest(
  call: Call,
  interaction: Interaction,
  at: readonly string[] = [],
  current?: Message,
): DraftRequest {
  const body = bodyOf(call);
  const flags = Number((isJson(body.data) ? body.data : body).flags ?? 0);
  const ephemeral = current ? current.onlyFor !== undefined : (flags & MESSAGE_FLAG.ephemeral) !== 0;
  return {
    files: call.files,
    host: hostIn(call.world, interaction.channel.id, ephemeral),
    ...(current ? { current } : {}),
    allowedFlags: ANSWER_FLAGS,
    at,
  };
}

function updatable(interaction: Interaction): Message {
  if (!interaction.source || interaction.source.deleted) throw refusal('unknownMessage');
  return interaction.source;
}

function readChoices(data: Json): Choice[] {
  const form = new Form(['data']);
  const choices = form.list(data.choices, ['choices'], { max: MAX_CHOICES }).map((entry, index) => {
    const path = ['choices', index];
    const raw = form.object(entry, path);
    const name = form.text(raw.name, [...path, 'name'], { min: 1, max: 100, required: true }) ?? '';
    if (typeof raw.value === 'number') return { name, value: raw.value };
    const value = form.text(raw.value, [...path, 'value'], { min: 1, max: 100, required: true }) ?? '';
    return { name, value };
  });
  form.refuse();
  return choices;
}
