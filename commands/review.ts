import {
  type BaseInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
  SlashCommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { ChangeRequest } from '../src/app/changeOrder.ts';
import type { EvidenceDesk } from '../src/app/desk.ts';
import { previewPayout, readEvidence, viewImage, viewSighting } from '../src/app/evidence.ts';
import { findOrderKey } from '../src/app/findOrder.ts';
import type { Refusal } from '../src/app/refusal.ts';
import { approveEvidence, openOrderReview, rejectEvidence } from '../src/app/reviewOrder.ts';
import { readReviewQueue } from '../src/app/reviewQueue.ts';
import { evidenceLimits } from '../src/domain/evidence.ts';
import type { Message } from '../src/ports/messenger.ts';
import { approvedAnswer, rejectedAnswer } from '../src/views/answers.ts';
import { evidenceMessage, rejectForm, reviewMessage, sightingMessage } from '../src/views/review.ts';
import { reviewQueue } from '../src/views/reviewQueue.ts';
import type { Answer, Command } from './command.ts';
import { actorIn, actorOf, guildIdOf, orderReferenceOf, readOptions, sendChanged } from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({ order_id: z.string().optional() });

const definition = new SlashCommandBuilder()
  .setName('review')
  .setDescription('Look at evidence that waits for a review, and approve or reject it')
  .setContexts(InteractionContextType.Guild)
  .addStringOption((option) => orderOption(option, 'leave it out for the queue'))
  .toJSON();

const place = z.tuple([z.string(), z.string()]);
const verdict = z.tuple([z.string(), z.string(), z.string()]);
const imagePlace = z.tuple([z.string(), z.string(), z.string(), z.coerce.number().int().min(0)]);
const queuePlace = z.tuple([z.string().regex(/^[0-9a-z]{1,11}$/), z.string()]);

/** `/review`: the queue, and one order's evidence with the decision. */
export const review: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const reference = orderReferenceOf(interaction, input.value.order_id);
    const key = await findOrderKey(desk.store, reference);
    if (key.ok) return show(answer, desk, requestOf(interaction, reference.guildId, key.value), 0);
    if (input.value.order_id !== undefined) return answer.refuse(key.refusal);
    const queue = await readReviewQueue(desk, { by: actorOf(interaction), guildId: reference.guildId });
    await (queue.ok ? answer.send(reviewQueue(queue.value)) : answer.refuse(queue.refusal));
  },

  suggest: suggestOrderIds,

  components: {
    open: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey] = place.parse(values);
        await show(answer, desk, requestOf(interaction, guildId, orderKey), 0);
      },
    },
    choose: {
      answers: 'update',
      async run(interaction, _values, answer, desk) {
        const orderKey = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
        const request = requestOf(interaction, guildIdOf(interaction), orderKey);
        await show(answer, desk, request, 0, () => freshQueue(desk, request));
      },
    },
    queue: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [since, orderKey] = queuePlace.parse(values);
        const after = { since: new Date(Number.parseInt(since, 36)), orderKey };
        const queue = await readReviewQueue(desk, {
          by: actorOf(interaction),
          guildId: guildIdOf(interaction),
          after,
        });
        await (queue.ok ? answer.send(reviewQueue(queue.value)) : answer.refuse(queue.refusal));
      },
    },
    image: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, , position] = imagePlace.parse(values);
        const request = requestOf(interaction, guildId, orderKey);
        await show(answer, desk, request, position, (refusal) => settledEvidence(desk, request, refusal));
      },
    },
    other: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, , position] = imagePlace.parse(values);
        const request = requestOf(interaction, guildId, orderKey);
        const opened = await openOrderReview(desk, request);
        if (!opened.ok) return answer.refuse(opened.refusal);
        const image = opened.value.submission.images[position];
        const other = image && (await viewSighting(desk, request.by, guildId, image));
        await (image === undefined || other === undefined
          ? answer.refuse({ code: 'no-evidence' })
          : answer.send(sightingMessage(other, image, orderKey)));
      },
    },
    evidence: {
      answers: 'new',
      run: showEvidence,
    },
    turn: {
      answers: 'update',
      run: showEvidence,
    },
    approve: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, submissionId] = verdict.parse(values);
        const request = requestOf(interaction, guildId, orderKey);
        const result = await approveEvidence(desk, { ...request, submissionId });
        await sendChanged(answer, result, approvedAnswer, (refusal) =>
          settledEvidence(desk, request, refusal),
        );
      },
    },
    reject: {
      answers: 'form',
      async open(_interaction, values) {
        const [guildId, orderKey, submissionId] = verdict.parse(values);
        return rejectForm({ guildId, orderKey }, submissionId);
      },
    },
  },

  forms: {
    rejected: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey, submissionId] = verdict.parse(values);
        const request = requestOf(interaction, guildId, orderKey);
        const reason = interaction.fields.getTextInputValue('reason');
        const result = await rejectEvidence(desk, { ...request, submissionId, reason });
        await sendChanged(answer, result, rejectedAnswer, (refusal) =>
          settledEvidence(desk, request, refusal),
        );
      },
    },
  },
};

const evidencePlace = z.tuple([
  z.string(),
  z.string(),
  z.coerce.number().int().min(0).max(100),
  z.coerce.number().int().min(0).max(evidenceLimits.images),
]);

/** Evidence to look at: opened from a card beside it, or turned to another picture in place. */
async function showEvidence(
  interaction: MessageComponentInteraction,
  values: readonly string[],
  answer: Answer,
  desk: EvidenceDesk,
): Promise<void> {
  const [guildId, orderKey, number, position] = evidencePlace.parse(values.slice(0, 4));
  const by = actorIn(guildId, interaction);
  const evidence = await readEvidence(desk, { by, guildId, orderKey, number });
  if (!evidence.ok) return answer.refuse(evidence.refusal);
  await answer.send(evidenceMessage(evidence.value, await viewImage(desk, by, evidence.value, position)));
}

function requestOf(interaction: BaseInteraction, guildId: string, orderKey: string): ChangeRequest {
  return { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
}

/** Opens the evidence; `instead` finds what takes the place of a message that proves out of date. */
async function show(
  answer: Answer,
  desk: EvidenceDesk,
  request: ChangeRequest,
  position: number,
  instead?: (refusal: Refusal) => Promise<Message | undefined>,
): Promise<void> {
  const opened = await openOrderReview(desk, request);
  if (!opened.ok) return answer.refuse(opened.refusal, await instead?.(opened.refusal));
  const [image, payout] = await Promise.all([
    viewImage(desk, request.by, opened.value, position),
    previewPayout(desk, opened.value.order),
  ]);
  await answer.send(reviewMessage(opened.value, image, payout));
}

/** What takes the place of a review that is over: the evidence with what became of it, and nothing to decide. */
async function settledEvidence(
  desk: EvidenceDesk,
  { by, guildId, orderKey }: ChangeRequest,
  { code }: Refusal,
): Promise<Message | undefined> {
  if (code !== 'review-over' && code !== 'evidence-replaced') return undefined;
  const evidence = await readEvidence(desk, { by, guildId, orderKey, number: 0 });
  if (!evidence.ok) return undefined;
  return evidenceMessage(evidence.value, await viewImage(desk, by, evidence.value, 0));
}

/** What takes the place of a queue that lists what no longer waits. */
async function freshQueue(desk: EvidenceDesk, request: ChangeRequest): Promise<Message | undefined> {
  const queue = await readReviewQueue(desk, request);
  return queue.ok ? reviewQueue(queue.value) : undefined;
}
