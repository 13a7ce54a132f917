import { offerEvidence } from '../src/app/offerEvidence.ts';
import { offerMessage } from '../src/views/evidenceForm.ts';
import type { EventHandler } from './event.ts';

/**
 * A picture posted in an order's ticket channel: its worker is offered to submit it. Discord shows attachments only to bots
 * with the Message Content intent, or where the bot is mentioned; either way this is all there is to see.
 */
export const messageCreate: EventHandler<'messageCreate'> = {
  name: 'messageCreate',
  async run({ desk, messenger }, message) {
    if (message.author.bot || message.guildId === null || message.attachments.size === 0) return;
    const { channel } = message;
    const parentId = 'parentId' in channel ? (channel.parentId ?? undefined) : undefined;
    const offer = await offerEvidence(desk, {
      guildId: message.guildId,
      channel: { id: channel.id, parentId },
      messageId: message.id,
      userId: message.author.id,
      images: message.attachments
        .filter((attachment) => attachment.contentType?.startsWith('image/') ?? false)
        .map((attachment) => ({ url: attachment.url, bytes: attachment.size })),
      notes: message.cleanContent,
    });
    // The message's own id as nonce: the same message delivered twice is offered once.
    if (offer !== undefined)
      await messenger.sendToChannel(channel.id, offerMessage(message.author.id, offer), message.id);
  },
};
