import { refusal } from '../limits/errors.ts';
import { Form } from '../limits/form.ts';
import { type DraftRequest, readDraft } from '../limits/message.ts';
import { type Choice, INTERACTION, type Interaction, integrationOwners } from '../model/interactions.ts';
import { editMessage, postMessage } from '../model/messages.ts';
import { type Json, MESSAGE_FLAG, type Message, type WireMessage } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { hostFile } from './attachments.ts';
import type { Call } from './call.ts';

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
    more: answerFields(world, interaction),
  });
}

function answerFields(world: World, interaction: Interaction): Partial<WireMessage> {
  const { original, source } = interaction;
  return {
    // A plain answer is a "chat input command" message; a follow-up replies to the first answer.
    type: original ? 19 : interaction.type === command ? 20 : 19,
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      user: interaction.user,
      authorizing_integration_owners: integrationOwners(interaction.channel),
      ...(original ? { original_response_message_id: original.wire.id } : {}),
      ...(source ? { interacted_message_id: source.wire.id } : {}),
    },
  };
}

/** How to read a message that belongs to an interaction. */
export function draftRequest(
  call: Call,
  interaction: Interaction,
  at: readonly string[] = [],
  current?: Message,
): DraftRequest {
  const ephemeral = current?.onlyFor !== undefined;
  return {
    files: call.files,
    host: (file, description) => hostFile(call.world, interaction.channel.id, file, description, ephemeral),
    ...(current ? { current: current.wire } : {}),
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
