import {
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { EvidenceOffer } from '../app/offerEvidence.ts';
import { evidenceLimits } from '../domain/evidence.ts';
import type { Order } from '../domain/order.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { cut, mention, shownId } from './text.ts';

/** The form with which a worker hands in their work. */
export function evidenceForm(order: Order): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `submitevidence:send:${order.guildId}:${order.orderKey}`,
    title: cut(`Evidence for order ${order.orderId}`, 45),
    components: [
      {
        type: ComponentType.Label,
        label: 'Screenshots',
        description: 'PNG or JPG, at least 800×600, at most 10 MB each',
        component: {
          type: ComponentType.FileUpload,
          custom_id: 'images',
          min_values: 1,
          max_values: evidenceLimits.images,
          required: true,
        },
      },
      {
        type: ComponentType.Label,
        label: 'Notes',
        description: 'What the reviewer should know',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'notes',
          style: TextInputStyle.Paragraph,
          max_length: evidenceLimits.notes,
          required: false,
        },
      },
    ],
  };
}

/** Offers a worker to submit the pictures they posted. */
export function offerMessage(userId: string, { orderId, messageId }: EvidenceOffer): Message {
  return {
    content: `${mention(userId)}, is this the evidence for order ${shownId(orderId)}?\nPress the button to hand it in for review.`,
    components: [buttonRow(button('Submit this', `submitevidence:posted:${messageId}`, ButtonStyle.Primary))],
  };
}
