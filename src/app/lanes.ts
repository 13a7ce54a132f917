import type { Delivery } from '../domain/notice.ts';
import { type AnyNotice, ticketOf } from '../domain/outbox.ts';

/** Who shares a queue: one person's messages, one ticket's, one server's log, one server's review queue. */
export function laneOf(notice: AnyNotice, { route, userId }: Delivery): string {
  const { guildId } = notice;
  return `${route} ${{ direct: userId, ticket: ticketOf(notice), log: guildId, review: guildId }[route]}`;
}

/** One queue a recipient: its sends follow each other, and a failed one blocks the rest of this round. */
export class Lanes {
  nextAttemptAt: Date | undefined;
  private readonly tails = new Map<string, Promise<void>>();
  private readonly blocked = new Set<string>();

  /** Sends nothing to this recipient in this round: an earlier message is still on its way. */
  block(recipient: string): void {
    this.blocked.add(recipient);
  }

  /** Runs `send` after all that was queued for this recipient before, unless one of those has to be tried again later. */
  async run(recipient: string, send: () => Promise<Date | undefined>): Promise<void> {
    const before = this.tails.get(recipient) ?? Promise.resolve();
    const mine = before.then(async () => {
      if (this.blocked.has(recipient)) return;
      const waitsUntil = await send();
      if (waitsUntil === undefined) return;
      this.blocked.add(recipient);
      this.waitUntil(waitsUntil);
    });
    // That one could not be kept is its notice's trouble, not the next one's.
    this.tails.set(
      recipient,
      mine.catch(() => undefined),
    );
    return mine;
  }

  /** Notes that something is to be tried again then. */
  private waitUntil(moment: Date): void {
    if (this.nextAttemptAt === undefined || moment < this.nextAttemptAt) this.nextAttemptAt = moment;
  }
}
