import type { MessageView, OptionValues, Person, SandboxChannel, SandboxFile } from '../../sandbox/index.ts';
import type { SeededServer } from './server.ts';

const HOUR_MS = 60 * 60 * 1000;
const PATIENCE_MS = 10_000;

/** A clock that goes on as the real one does, from a time in the past that can be moved forward. */
export interface MovableClock {
  now(): number;
  /** Moves it to so many hours before the real time; never back. */
  moveTo(hoursAgo: number): void;
}

/** A clock that begins so many hours ago. */
export function clockFrom(hoursAgo: number): MovableClock {
  let behindMs = hoursAgo * HOUR_MS;
  return {
    now: () => Date.now() - behindMs,
    moveTo(hours) {
      behindMs = Math.min(behindMs, hours * HOUR_MS);
    },
  };
}

/** Plays the people of a server through the real commands. Every deed waits until the bot is done with it. */
export class Play {
  readonly server: SeededServer;
  readonly #clock: MovableClock;

  constructor(server: SeededServer, clock: MovableClock) {
    this.server = server;
    this.#clock = clock;
  }

  /** Goes to so many hours before now. */
  hoursAgo(hours: number): void {
    this.#clock.moveTo(hours);
  }

  /** Runs a command; the answer must contain `expected`. Throws when it doesn't: the story is wrong then. */
  async run(
    who: Person,
    command: string,
    values: OptionValues,
    expected: string,
    channel: SandboxChannel = this.server.orders,
  ): Promise<MessageView> {
    return this.#settled(await who.slash(command, values, { channel }), expected);
  }

  /** Records an order. */
  async add(values: OptionValues, channel?: SandboxChannel): Promise<void> {
    await this.run(this.server.people.dana, 'addorder', values, '✅', channel);
  }

  /** Moves an order on, as staff. */
  async update(order_id: string, values: OptionValues): Promise<void> {
    await this.run(this.server.people.dana, 'updateorder', { order_id, ...values }, '✅');
  }

  /** Moves an order to where there is no way back from, as staff. */
  async end(order_id: string, status: string, notes: string): Promise<void> {
    const { dana } = this.server.people;
    const asked = await this.run(dana, 'updateorder', { order_id, status, notes }, '⚠️');
    await this.#settled(await dana.click(asked, `Yes, set ${status}`), '✅');
  }

  /** A worker starts the order that they were given. */
  async startWork(worker: Person, order_id: string): Promise<void> {
    const card = await this.run(worker, 'trackorder', { order_id }, order_id);
    await this.#settled(await worker.click(card, 'Start order'), '✅');
  }

  /** A worker hands in a screenshot. */
  async submit(worker: Person, order_id: string, screenshot: SandboxFile, notes: string): Promise<void> {
    await this.run(worker, 'submitevidence', { screenshot, notes, order_id }, '✅');
  }

  /** A reviewer looks at the evidence; resolves with what they see. */
  async open(reviewer: Person, order_id: string): Promise<MessageView> {
    return this.run(reviewer, 'review', { order_id }, 'Approv');
  }

  /** A reviewer approves the evidence. */
  async approve(reviewer: Person, order_id: string): Promise<void> {
    await this.#settled(
      await reviewer.click(await this.open(reviewer, order_id), 'Approve & Complete'),
      '✅',
    );
  }

  /** A reviewer sends the evidence back. */
  async reject(reviewer: Person, order_id: string, reason: string): Promise<void> {
    const form = await reviewer.openForm(await this.open(reviewer, order_id), 'Reject');
    await this.#settled(await form.submit({ 'What is missing?': reason }), '✅');
  }

  /** Staff give money back, as the question before it says. */
  async refund(order_id: string, amount: string, reason: string): Promise<void> {
    const { dana } = this.server.people;
    const asked = await this.run(dana, 'refund', { order_id, amount, reason }, 'Refund');
    await this.#settled(await dana.click(asked, `Refund ${amount}`), '✅');
  }

  /** Someone opens a dispute. */
  async dispute(who: Person, order_id: string, reason: string): Promise<void> {
    await this.run(who, 'dispute open', { order_id, reason }, '✅');
  }

  /** Someone says what happened in a dispute, with a picture. */
  async state(who: Person, order_id: string, text: string, picture: SandboxFile): Promise<void> {
    await this.run(who, 'dispute evidence', { order_id, text, picture }, '✅');
  }

  /** Chooses in a select of a message. */
  async choose(
    who: Person,
    message: MessageView,
    select: string,
    values: Parameters<Person['select']>[2],
  ): Promise<MessageView> {
    return this.#settled(await who.select(message, select, values), '✅');
  }

  async #settled(answer: MessageView, expected: string): Promise<MessageView> {
    const seen = await answer.until((message) => !message.text().includes('I am telling'), PATIENCE_MS);
    if (seen.text().includes(expected)) return seen;
    throw new Error(`The playground's story expects "${expected}", and the bot says:\n${seen.text()}`);
  }
}
