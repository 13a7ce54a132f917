import {
  type ChatInputCommandInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { ChangeRequest } from '../src/app/changeOrder.ts';
import type { WholeDesk } from '../src/app/desk.ts';
import { addStatement } from '../src/app/disputes/addStatement.ts';
import { openDispute } from '../src/app/disputes/openDispute.ts';
import {
  compareDisputePicture,
  listDisputes,
  seeDispute,
  seeDisputePicture,
} from '../src/app/disputes/readDispute.ts';
import {
  askResolution,
  confirmResolution,
  dropResolution,
  reviewDispute,
  turnResolution,
} from '../src/app/disputes/resolveDispute.ts';
import { findOrderKey } from '../src/app/findOrder.ts';
import type { SentPicture } from '../src/app/keepPictures.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { disputeLimits, isUnresolved, type Resolution, resolutions } from '../src/domain/dispute.ts';
import { checkDisputable } from '../src/domain/openDispute.ts';
import { disputeOpenedAnswer, statementAnswer } from '../src/views/answers.ts';
import {
  disputeForm,
  disputeListMessage,
  disputeMessage,
  disputePictureMessage,
  statementForm,
} from '../src/views/dispute.ts';
import {
  notResolvedAnswer,
  resolutionForm,
  resolutionQuestion,
  resolvedAnswer,
  resolveMessage,
} from '../src/views/disputeResolution.ts';
import { refusalMessage } from '../src/views/refusal.ts';
import { sightingMessage } from '../src/views/review.ts';
import type { Answer, Command, ComponentHandler } from './command.ts';
import {
  actorIn,
  actorOf,
  attachmentOption,
  guildIdOf,
  orderReferenceOf,
  readOptions,
  sendChanged,
  withoutButtons,
} from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const text = z.string().max(disputeLimits.text);
const openOptions = z.object({ reason: text, order_id: z.string().optional() });
const evidenceOptions = z.object({
  text: text.optional(),
  picture: attachmentOption.optional(),
  picture2: attachmentOption.optional(),
  picture3: attachmentOption.optional(),
  picture4: attachmentOption.optional(),
  picture5: attachmentOption.optional(),
  order_id: z.string().optional(),
});

const evidence = (sub: SlashCommandSubcommandBuilder) => {
  sub
    .setName('evidence')
    .setDescription('Say what happened in a dispute, with pictures if you have some')
    .addStringOption((option) =>
      option
        .setName('text')
        .setDescription('What happened; the other side reads it, too')
        .setMaxLength(disputeLimits.text),
    );
  for (const number of ['', 2, 3, 4, 5])
    sub.addAttachmentOption((option) =>
      option
        .setName(`picture${number}`)
        .setDescription('PNG or JPG, at least 800×600, at most 10 MB; staff and support see it'),
    );
  return sub.addStringOption((option) => orderOption(option));
};

const definition = new SlashCommandBuilder()
  .setName('dispute')
  .setDescription('When something is wrong with an order: both sides are heard, then staff decide')
  .setContexts(InteractionContextType.Guild)
  .addSubcommand((sub) =>
    sub
      .setName('open')
      .setDescription('Dispute an order; what is held for it stays where it is until staff decide')
      .addStringOption((option) =>
        option
          .setName('reason')
          .setDescription('What is wrong; the other side reads it, too')
          .setRequired(true)
          .setMaxLength(disputeLimits.text),
      )
      .addStringOption((option) => orderOption(option)),
  )
  .addSubcommand(evidence)
  .addSubcommand((sub) => sub.setName('list').setDescription('See the disputes that wait to be resolved'))
  .addSubcommand((sub) =>
    sub
      .setName('resolve')
      .setDescription('Decide a dispute; staff and support, and nobody who is a side of it')
      .addStringOption((option) => orderOption(option)),
  )
  .toJSON();

const orderOnly = z.object({ order_id: z.string().optional() });
const place = z.tuple([z.string(), z.string()]);
const chosen = z.tuple([
  z.string(),
  z.string(),
  z.coerce
    .number()
    .int()
    .min(0)
    .max(resolutions.length - 1),
]);
const question = z.tuple([z.string(), z.string(), z.string()]);
const seenQuestion = z.tuple([z.string(), z.string(), z.string(), z.string()]);
const turnedQuestion = z.tuple([z.string(), z.string(), z.string(), z.enum(['wallet', 'provider'])]);
const picturePlace = z.tuple([z.string(), z.string(), z.coerce.number().int().min(0).max(1000)]);

const showPressed: ComponentHandler['run'] = (interaction, values, answer, desk) =>
  show(answer, desk, requestOf(interaction, values));

const showPicture: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [guildId, orderKey, position] = picturePlace.parse(values);
  const request = { by: actorIn(guildId, interaction), guildId, orderKey };
  const picture = await seeDisputePicture(desk, request, position);
  await (picture.ok ? answer.send(disputePictureMessage(picture.value)) : answer.refuse(picture.refusal));
};

/** `/dispute`, the Dispute button of a card, and what belongs to them. */
export const dispute: Command = {
  definition,

  async run(interaction, answer, desk) {
    switch (interaction.options.getSubcommand()) {
      case 'open':
        return runOpen(interaction, answer, desk);
      case 'evidence':
        return runEvidence(interaction, answer, desk);
      case 'resolve':
        return runResolve(interaction, answer, desk);
      default: {
        const guildId = guildIdOf(interaction);
        const list = await listDisputes(desk, { by: actorOf(interaction), guildId });
        return answer.send(disputeListMessage(list, guildId));
      }
    }
  },

  suggest: suggestOrderIds,

  components: {
    show: { answers: 'new', run: showPressed },
    open: {
      answers: 'new',
      async run(interaction, [guildId = ''], answer, desk) {
        const orderKey = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
        await show(answer, desk, requestOf(interaction, [guildId, orderKey]));
      },
    },
    form: {
      answers: 'form',
      async open(interaction, values, desk) {
        const { by, guildId, orderKey } = requestOf(interaction, values);
        const seen = await seeOrder(desk.store, by, guildId, orderKey, 'open dispute');
        if (!seen.ok) return refusalMessage(seen.refusal);
        const refusal = checkDisputable(seen.value.order, desk.clock.now());
        return refusal === undefined ? disputeForm(seen.value.order) : refusalMessage(refusal);
      },
    },
    add: {
      answers: 'form',
      async open(interaction, values, desk) {
        const seen = await seeDispute(desk, requestOf(interaction, values));
        if (!seen.ok) return refusalMessage(seen.refusal);
        const isOver = !isUnresolved(seen.value.dispute);
        return isOver ? refusalMessage({ code: 'not-disputed' }) : statementForm(seen.value.order);
      },
    },
    picture: { answers: 'new', run: showPicture },
    turn: { answers: 'update', run: showPicture },
    other: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, position] = picturePlace.parse(values);
        const request = { by: actorIn(guildId, interaction), guildId, orderKey };
        const compared = await compareDisputePicture(desk, request, position);
        if (!compared.ok) return answer.refuse(compared.refusal);
        await answer.send(sightingMessage(compared.value.other, compared.value.image, orderKey));
      },
    },
    resolve: {
      answers: 'new',
      run: (interaction, values, answer, desk) => review(answer, desk, requestOf(interaction, values)),
    },
    decide: {
      answers: 'form',
      async open(interaction, values, desk) {
        const [guildId, orderKey, index] = chosen.parse(values);
        const by = actorIn(guildId, interaction);
        const seen = await seeOrder(desk.store, by, guildId, orderKey, 'resolve dispute');
        return seen.ok ? resolutionForm(seen.value.order, resolutionAt(index)) : refusalMessage(seen.refusal);
      },
    },
    way: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, confirmationId, way] = turnedQuestion.parse(values);
        const by = actorIn(guildId, interaction);
        const offer = await turnResolution(desk, { by, guildId, orderKey, confirmationId, way });
        if (!offer.ok) return answer.refuse(offer.refusal, withoutButtons(interaction));
        await answer.send(resolutionQuestion(offer.value));
      },
    },
    confirm: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, confirmationId, seen] = seenQuestion.parse(values);
        const request = { ...requestOf(interaction, [guildId, orderKey]), confirmationId, seen };
        const result = await confirmResolution(desk, request);
        if (!result.ok) return answer.refuse(result.refusal, withoutButtons(interaction));
        await answer.send(resolvedAnswer(result.value));
      },
    },
    keep: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, confirmationId] = question.parse(values);
        const by = actorIn(guildId, interaction);
        await dropResolution(desk, { by, guildId, orderKey, confirmationId });
        await answer.send(notResolvedAnswer());
      },
    },
  },

  forms: {
    decided: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, index] = chosen.parse(values);
        const resolution = resolutionAt(index);
        const offer = await askResolution(desk, {
          ...requestOf(interaction, [guildId, orderKey]),
          resolution,
          reason: interaction.fields.getTextInputValue('reason'),
          ...(resolution === 'Partial Refund'
            ? { amount: interaction.fields.getTextInputValue('amount') }
            : {}),
        });
        if (!offer.ok) return answer.refuse(offer.refusal);
        await answer.send(resolutionQuestion(offer.value));
      },
    },
    opened: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const reason = interaction.fields.getTextInputValue('reason');
        const result = await openDispute(desk, { ...requestOf(interaction, values), reason });
        await sendChanged(answer, result, disputeOpenedAnswer);
      },
    },
    added: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const files = interaction.fields.getUploadedFiles('images');
        const images = [...(files?.values() ?? [])].map(({ url, size }) => ({ url, bytes: size }));
        const said = interaction.fields.getTextInputValue('text');
        const request = { ...requestOf(interaction, values), text: said, images };
        await sendChanged(answer, await addStatement(desk, request), statementAnswer);
      },
    },
  },
};

async function runOpen(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: WholeDesk,
): Promise<void> {
  const input = readOptions(interaction, openOptions);
  if (!input.ok) return answer.send(input.refusal);
  const reference = orderReferenceOf(interaction, input.value.order_id);
  const key = await findOrderKey(desk.store, reference);
  if (!key.ok) return answer.refuse(key.refusal);
  const request = requestOf(interaction, [reference.guildId, key.value]);
  const result = await openDispute(desk, { ...request, reason: input.value.reason });
  await sendChanged(answer, result, disputeOpenedAnswer);
}

async function runEvidence(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: WholeDesk,
): Promise<void> {
  const input = readOptions(interaction, evidenceOptions);
  if (!input.ok) return answer.send(input.refusal);
  const { text: said = '', order_id, ...pictures } = input.value;
  const reference = orderReferenceOf(interaction, order_id);
  const key = await findOrderKey(desk.store, reference);
  if (!key.ok) return answer.refuse(key.refusal);
  const images: SentPicture[] = Object.values(pictures).filter((picture) => picture !== undefined);
  const request = { ...requestOf(interaction, [reference.guildId, key.value]), text: said, images };
  await sendChanged(answer, await addStatement(desk, request), statementAnswer);
}

async function runResolve(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: WholeDesk,
): Promise<void> {
  const input = readOptions(interaction, orderOnly);
  if (!input.ok) return answer.send(input.refusal);
  const reference = orderReferenceOf(interaction, input.value.order_id);
  const key = await findOrderKey(desk.store, reference);
  if (!key.ok) return answer.refuse(key.refusal);
  await review(answer, desk, requestOf(interaction, [reference.guildId, key.value]));
}

async function review(answer: Answer, desk: WholeDesk, request: ChangeRequest): Promise<void> {
  const seen = await reviewDispute(desk, request);
  await (seen.ok ? answer.send(resolveMessage(seen.value)) : answer.refuse(seen.refusal));
}

function resolutionAt(index: number): Resolution {
  return resolutions[index] ?? 'No Action';
}

async function show(answer: Answer, desk: WholeDesk, request: ChangeRequest): Promise<void> {
  const seen = await seeDispute(desk, request);
  await (seen.ok ? answer.send(disputeMessage(seen.value)) : answer.refuse(seen.refusal));
}

function requestOf(
  interaction: ChatInputCommandInteraction | MessageComponentInteraction | ModalSubmitInteraction,
  values: readonly string[],
): ChangeRequest {
  const [guildId, orderKey] = place.parse(values);
  return { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
}
