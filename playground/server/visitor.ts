import { randomUUID } from 'node:crypto';
import {
  DriverError,
  type Entity,
  FormOpened,
  type FormValue,
  type FormView,
  type MessageView,
  NoAnswer,
  type OptionValue,
  type Person,
} from '../../sandbox/index.ts';
import type { Deed, FromServer, Given, Outcome } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { frameOf, openedChannel, shownMessage } from './frame.ts';

/** How long changes of the lists are gathered before they are told. */
const GATHER_MS = 15;

/** One page that is open: who its visitor is, what they look at and what they do. */
export class Visitor {
  readonly #desk: Desk;
  readonly #tell: (message: FromServer) => void;
  readonly #forms = new Map<string, FormView>();
  readonly #closers: (() => void)[] = [];
  #you: Person;
  #stopWatching = () => {};
  #stopTraffic = () => {};
  #channelId = '';
  #gathering: NodeJS.Timeout | undefined;
  #lastFrame = '';

  /** `tell` sends to the page. */
  constructor(desk: Desk, you: Person, tell: (message: FromServer) => void) {
    this.#desk = desk;
    this.#you = you;
    this.#tell = tell;
    // What others get to see changes their marks in the list of people, so every change is looked at.
    const { world } = desk.sandbox;
    const gather = () => this.#gather();
    world.onChange.add(gather);
    const tellState = (state: typeof desk.bot.state) => tell({ kind: 'bot', state });
    desk.bot.onState.add(tellState);
    this.#closers.push(
      () => world.onChange.delete(gather),
      () => desk.bot.onState.delete(tellState),
    );
    tell({ kind: 'bot', state: desk.bot.state });
    tell({ kind: 'faults', faults: desk.faults.state });
    this.#be(you);
  }

  /** Does what the visitor asks for, and says what became of it. */
  async do(deed: Deed): Promise<Outcome> {
    try {
      return await this.#do(deed);
    } catch (error) {
      if (error instanceof FormOpened) return this.#opened(error.form);
      if (error instanceof NoAnswer) return { kind: 'failed', reason: error.message };
      if (error instanceof DriverError) return { kind: 'refused', reason: error.message };
      throw error;
    }
  }

  /** Ends everything that goes on for this page. */
  close(): void {
    clearTimeout(this.#gathering);
    this.#stopWatching();
    this.#stopTraffic();
    for (const closer of this.#closers) closer();
  }

  async #do(deed: Deed): Promise<Outcome> {
    const you = this.#you;
    const { client } = you;
    switch (deed.kind) {
      case 'be':
        this.#be(this.#person(deed.person));
        return done;
      case 'open':
        client.where(deed.channel);
        this.#channelId = deed.channel;
        client.markRead(deed.channel);
        this.#tell(openedChannel(you, deed.channel));
        return done;
      case 'slash':
        await you.slash(deed.command, this.#options(deed.options), client.where(deed.channel));
        return done;
      case 'suggest': {
        const options = this.#options(deed.options);
        const where = client.where(deed.channel);
        return {
          kind: 'choices',
          choices: await you.autocomplete(deed.command, options, deed.focused, where),
        };
      }
      case 'press':
        await you.click(client.message(deed.channel, deed.message), deed.customId);
        return done;
      case 'choose': {
        const message = client.message(deed.channel, deed.message);
        await you.select(message, deed.customId, this.#values(deed.values));
        return done;
      }
      case 'submit':
        return this.#submit(deed.form, deed.values);
      case 'say': {
        const files = deed.files.map((id) => this.#file(id));
        you.say(deed.content, { ...client.where(deed.channel), files });
        return done;
      }
      case 'use on message':
        await you.useMessageMenu(client.message(deed.channel, deed.message), deed.command);
        return done;
      case 'use on person':
        await you.useUserMenu(this.#person(deed.person), deed.command, client.where(deed.channel));
        return done;
      case 'dismiss':
        client.dismiss(deed.channel, deed.message);
        return done;
      case 'watch traffic':
        this.#watchTraffic(deed.on);
        return done;
      case 'fault':
        await this.#desk.faults.switch(deed.fault);
        this.#tell({ kind: 'faults', faults: this.#desk.faults.state });
        return done;
    }
  }

  #be(you: Person): void {
    this.#stopWatching();
    this.#you = you;
    this.#forms.clear();
    this.#channelId = '';
    this.#stopWatching = you.client.watch((sight) => {
      if (sight.kind === 'message') this.#see(sight.message);
      else if (sight.kind === 'gone') this.#tell({ kind: 'gone', channel: sight.channelId, id: sight.id });
    });
    this.#tellFrame();
  }

  #see(message: MessageView): void {
    const { channelId } = message;
    if (channelId === this.#channelId) this.#you.client.markRead(channelId);
    this.#tell({ kind: 'message', channel: channelId, message: shownMessage(this.#you, message) });
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#tellFrame();
    }, GATHER_MS);
  }

  #tellFrame(): void {
    const frame = frameOf(this.#desk.sandbox, this.#you);
    const text = JSON.stringify(frame);
    if (text === this.#lastFrame) return;
    this.#lastFrame = text;
    this.#tell(frame);
  }

  async #submit(id: string, values: Readonly<Record<string, readonly Given[]>>): Promise<Outcome> {
    const form = this.#forms.get(id);
    if (!form) throw new DriverError('That form is closed.');
    const filled = form.fields.map(({ customId, kind }): [string, FormValue | undefined] => {
      const given = values[customId];
      if (given === undefined) return [customId, undefined];
      if (kind === 'text') return [customId, String(given[0] ?? '')];
      if (kind === 'files') return [customId, given.map((one) => this.#file(fileId(one)))];
      return [customId, this.#values(given)];
    });
    await form.submit(Object.fromEntries(filled));
    this.#forms.delete(id);
    return done;
  }

  #opened(form: FormView): Outcome {
    const id = randomUUID();
    this.#forms.set(id, form);
    return { kind: 'form', form: id, modal: form.modal };
  }

  #watchTraffic(on: boolean): void {
    this.#stopTraffic();
    this.#stopTraffic = () => {};
    if (!on) return;
    const { traffic, faults } = this.#desk;
    this.#tell({ kind: 'traffic', entries: traffic.entries });
    this.#stopTraffic = traffic.watch((entry) => {
      this.#tell({ kind: 'traffic', entries: [entry] });
      if (entry.kind === 'fault') this.#tell({ kind: 'faults', faults: faults.state });
    });
  }

  #options(options: Readonly<Record<string, Given>>): Record<string, OptionValue> {
    return Object.fromEntries(Object.entries(options).map(([name, given]) => [name, this.#value(given)]));
  }

  #values(given: readonly Given[]): (string | Entity)[] {
    return given.map((one) =>
      typeof one === 'object' && one.kind !== 'file' ? this.#entity(one.kind, one.id) : String(one),
    );
  }

  #value(given: Given): OptionValue {
    if (typeof given !== 'object') return given;
    return given.kind === 'file' ? this.#file(given.id) : this.#entity(given.kind, given.id);
  }

  #entity(kind: Entity['kind'], id: string): Entity {
    const { world } = this.#desk.sandbox;
    const name =
      kind === 'user'
        ? world.users.get(id)?.username
        : kind === 'role'
          ? this.#you.guild.record.roles.get(id)?.name
          : world.channels.get(id)?.name;
    if (name === undefined) throw new DriverError('That is gone.');
    return { kind, id, name };
  }

  #file(id: string) {
    const file = this.#desk.uploads.get(id);
    if (!file) throw new DriverError('That file is gone. Choose it again.');
    return file;
  }

  #person(id: string): Person {
    const person = this.#you.guild.people.find((one) => one.id === id);
    if (!person) throw new DriverError('There is nobody of that name.');
    return person;
  }
}

const done: Outcome = { kind: 'done' };

function fileId(given: Given): string {
  return typeof given === 'object' && given.kind === 'file' ? given.id : '';
}
