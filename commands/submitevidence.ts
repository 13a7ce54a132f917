import {
  ApplicationCommandType,
  type Attachment,
  type BaseInteraction,
  ContextMenuCommandBuilder,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { EvidenceDesk } from '../src/app/desk.ts';
import { findOrderKey, type OrderReference } from '../src/app/findOrder.ts';
import { readOffer } from '../src/app/offerEvidence.ts';
import { type SubmitRequest, submitEvidence } from '../src/app/submitEvidence.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { evidenceLimits } from '../src/domain/evidence.ts';
import { checkSubmitter } from '../src/domain/submitEvidence.ts';
import { submittedAnswer } from '../src/views/answers.ts';
import { evidenceForm } from '../src/views/evidenceForm.ts';
import { refusalMessage } from '../src/views/refusal.ts';
import type { Answer, Command } from './command.ts';
import {
  actorIn,
  actorOf,
  attachmentOption,
  guildIdOf,
  orderReferenceOf,
  readOptions,
  sendChanged,
} from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({
  screenshot: attachmentOption,
  screenshot2: attachmentOption.optional(),
  screenshot3: attachmentOption.optional(),
  screenshot4: attachmentOption.optional(),
  screenshot5: attachmentOption.optional(),
  notes: z.string().max(evidenceLimits.notes).optional(),
  order_id: z.string().optional(),
});

const builder = new SlashCommandBuilder()
  .setName('submitevidence')
  .setDescription('Hand in your work on an order with screenshots; a reviewer looks at them')
  .setContexts(InteractionContextType.Guild)
  .addAttachmentOption((option) =>
    option
      .setName('screenshot')
      .setDescription('PNG or JPG, at least 800×600, at most 10 MB')
      .setRequired(true),
  );
for (const number of [2, 3, 4, 5])
  builder.addAttachmentOption((option) =>
    option.setName(`screenshot${number}`).setDescription('Another screenshot, if one does not show it all'),
  );
const definition = builder
  .addStringOption((option) =>
    option
      .setName('notes')
      .setDescription('What the reviewer should know')
      .setMaxLength(evidenceLimits.notes),
  )
  .addStringOption((option) => orderOption(option))
  .toJSON();

/** `/submitevidence`, the Submit evidence button with its form, and the message menu. All of them do the same. */
export const submitevidence: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { notes, order_id, ...images } = input.value;
    await submit(answer, desk, interaction, orderReferenceOf(interaction, order_id), {
      images: Object.values(images).filter((image) => image !== undefined),
      notes: notes ?? '',
    });
  },

  suggest: suggestOrderIds,

  components: {
    posted: {
      answers: 'new',
      async run(interaction, [messageId = ''], answer, desk) {
        const by = actorOf(interaction);
        const guildId = guildIdOf(interaction);
        const offer = await readOffer(desk, {
          guildId,
          channelId: interaction.channelId,
          messageId,
          userId: by.userId,
        });
        if (offer === undefined) return answer.refuse({ code: 'offer-gone' });
        await send(answer, desk, { ...offer, operationId: interaction.id, by, guildId });
      },
    },
    form: {
      answers: 'form',
      async open(interaction, values, desk) {
        const [guildId, orderKey] = z.tuple([z.string(), z.string()]).parse(values);
        const by = actorIn(guildId, interaction);
        const seen = await seeOrder(desk.store, by, guildId, orderKey);
        // The button is from when the order was theirs, or forged: both are told the same.
        if (!seen.ok) return refusalMessage({ code: 'not-your-order' });
        const refusal = checkSubmitter(seen.value.order, by.userId);
        return refusal === undefined ? evidenceForm(seen.value.order) : refusalMessage(refusal);
      },
    },
  },

  forms: {
    send: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey] = z.tuple([z.string(), z.string()]).parse(values);
        const files = interaction.fields.getUploadedFiles('images', true);
        const notes = interaction.fields.getTextInputValue('notes');
        const request = { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
        await send(answer, desk, { ...request, images: [...files.values()].map(imageOf), notes });
      },
    },
  },

  messageMenu: {
    definition: new ContextMenuCommandBuilder()
      .setName('Submit as evidence')
      .setType(ApplicationCommandType.Message)
      .setContexts(InteractionContextType.Guild)
      .toJSON(),

    async run(interaction, answer, desk) {
      const { targetMessage } = interaction;
      await submit(answer, desk, interaction, orderReferenceOf(interaction, undefined), {
        images: [...targetMessage.attachments.values()].map(imageOf),
        notes: targetMessage.author.id === interaction.user.id ? targetMessage.content : '',
      });
    },
  },
};

/** An attachment as the use case takes it. */
function imageOf(attachment: Attachment): SubmitRequest['images'][number] {
  return { url: attachment.url, bytes: attachment.size };
}

async function submit(
  answer: Answer,
  desk: EvidenceDesk,
  interaction: BaseInteraction,
  reference: OrderReference,
  evidence: Pick<SubmitRequest, 'images' | 'notes'>,
): Promise<void> {
  const key = await findOrderKey(desk.store, reference);
  if (!key.ok) return answer.refuse(key.refusal);
  const request = { operationId: interaction.id, by: actorOf(interaction), guildId: reference.guildId };
  await send(answer, desk, { ...request, orderKey: key.value, ...evidence });
}

async function send(answer: Answer, desk: EvidenceDesk, request: SubmitRequest): Promise<void> {
  await sendChanged(answer, await submitEvidence(desk, request), submittedAnswer);
}
