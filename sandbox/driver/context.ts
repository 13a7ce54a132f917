import type { Message } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';
import { MessageView } from './view.ts';

/** What all parts of the driver share. */
export class DriverContext {
  readonly world: World;
  /** How long, in real time, a person waits for an answer. */
  readonly patienceMs: number;
  /** Ids of messages that `nextMessage` already gave, by who or where. */
  readonly taken = new Map<string, Set<string>>();
  #views = new WeakMap<Message, MessageView>();

  constructor(world: World, patienceMs: number) {
    this.world = world;
    this.patienceMs = patienceMs;
  }

  /** The one view of a message. */
  view(message: Message): MessageView {
    const known = this.#views.get(message);
    if (known) return known;
    const view = new MessageView(this.world, message);
    this.#views.set(message, view);
    return view;
  }

  /** Waits for the first message in a channel that fits and that `taker` wasn't given yet. */
  async nextMessage(
    taker: string,
    channelId: string,
    candidates: () => readonly MessageView[],
    fits: (message: MessageView) => boolean,
    what: string,
  ): Promise<MessageView> {
    const taken = this.taken.get(taker) ?? new Set<string>();
    this.taken.set(taker, taken);
    const message = await this.world.watch.until(
      `channel:${channelId}`,
      () => candidates().find((candidate) => !taken.has(candidate.id) && fits(candidate)),
      this.patienceMs,
      () => {
        const seen = candidates().map((candidate) => candidate.text());
        return new DriverError(
          `${what} came within ${this.patienceMs} ms. There is: ${JSON.stringify(seen)}`,
        );
      },
    );
    taken.add(message.id);
    return message;
  }
}
