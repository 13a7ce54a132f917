import {
  DriverError,
  type Entity,
  type FormValues,
  type FormView,
  type MessageView,
  type OptionValues,
  type Person,
  type SandboxChannel,
  type SandboxFile,
} from '../../sandbox/index.ts';
import { pixelsOf } from './screenshots.ts';
import type { Stage } from './stage.ts';
import { block, commandWords, formLines, messageLines, valueWords } from './words.ts';

/** How long a message may take to look as it should. */
const patienceMs = 3_000;

/** Something was seen that should not be, or the other way round. */
export class Difference extends Error {}

/**
 * Plays people on a stage, one deed after the other, and tells it. Every deed comes with what should be seen: the whole
 * message, line by line, as `messageLines` writes it. Whatever else is seen is thrown as a Difference.
 */
export class Play {
  readonly #stage: Stage;
  readonly #tell: (text: string) => void;
  /** What Discord held of each message when it was told. */
  readonly #told = new Map<MessageView, string>();
  /** The message that each person looks at, where the next click goes. */
  readonly #inHand = new Map<Person, MessageView>();
  /** The form that each person has before them. */
  readonly #forms = new Map<Person, FormView>();
  /** The message that was last told of each channel. */
  readonly #latest = new Map<SandboxChannel, MessageView>();
  #scenes = 0;

  constructor(stage: Stage, tell: (text: string) => void) {
    this.#stage = stage;
    this.#tell = tell;
  }

  /** Begins a new part of the story. */
  scene(title: string): void {
    this.#scenes += 1;
    this.#tell(`\n${`━━━ ${this.#scenes}. ${title} `.padEnd(92, '━')}`);
  }

  /** Tells what no message shows. */
  aside(text: string): void {
    this.#tell(`\n${block([`(${text})`], '')}`);
  }

  /** Lets time pass. */
  later(byMs: number, text: string): void {
    this.#stage.advance(byMs);
    this.aside(text);
  }

  /** Runs a slash command in the server. */
  async command(
    person: Person,
    name: string,
    values: OptionValues,
    expected: readonly string[],
  ): Promise<void> {
    const { channel } = this.#stage;
    this.#tell(`\n#${channel.name} · ${person.name}:\n${block([commandWords(name, values)], '    ')}`);
    await this.#answered(person, await possible(person.slash(name, values, { channel })), expected);
  }

  /** The same in the direct messages with the bot. */
  async commandInDirectMessages(
    person: Person,
    name: string,
    values: OptionValues,
    expected: readonly string[],
  ): Promise<void> {
    this.#tell(
      `\ndirect messages of ${person.name} · ${person.name}:\n${block([commandWords(name, values)], '    ')}`,
    );
    await this.#answered(person, await possible(person.slashInDirectMessage(name, values)), expected);
  }

  /** Presses a button on the message that the person looks at. */
  async click(person: Person, label: string, expected: readonly string[]): Promise<void> {
    this.#tell(`\n${person.name} presses [${label}]`);
    await this.#answered(person, await possible(person.click(this.#messageOf(person), label)), expected);
  }

  /** Chooses in a select on the message that the person looks at. */
  async choose(
    person: Person,
    select: string,
    value: string | Entity,
    expected: readonly string[],
  ): Promise<void> {
    this.#tell(`\n${person.name} chooses "${valueWords(value)}" in [${select} ▾]`);
    const chosen = person.select(this.#messageOf(person), select, [value]);
    await this.#answered(person, await possible(chosen), expected);
  }

  /** Presses a button that opens a form. */
  async openForm(person: Person, label: string, expected: readonly string[]): Promise<void> {
    this.#tell(`\n${person.name} presses [${label}]`);
    const form = await possible(person.openForm(this.#messageOf(person), label));
    this.#forms.set(person, form);
    this.#tell(`  Orderly opens a form:\n${block(formLines(form), '    ')}`);
    if (formLines(form).join('\n') !== expected.join('\n'))
      throw different(expected.join('\n'), formLines(form).join('\n'));
  }

  /** Fills in the form that the person has before them, and sends it. */
  async submitForm(person: Person, values: FormValues, expected: readonly string[]): Promise<void> {
    const form = this.#forms.get(person);
    if (form === undefined) throw new Error(`${person.name} has no form to fill in`);
    this.#forms.delete(person);
    const filled = Object.entries(values).map(([field, value]) => `${field}: ${valueWords(value)}`);
    this.#tell(`\n${person.name} fills it in:\n${block(filled, '    ')}`);
    await this.#answered(person, await possible(form.submit(values)), expected);
  }

  /** The next message that everyone in a channel sees; `reader` is about to press something on it. */
  async posted(channel: SandboxChannel, expected: readonly string[], reader?: Person): Promise<void> {
    const message = await possible(channel.nextMessage());
    this.#latest.set(channel, message);
    if (reader !== undefined) this.#inHand.set(reader, message);
    await this.#shows(message, `\n#${channel.name} · Orderly:`, expected);
  }

  /** The message last told of a channel becomes another. */
  async changed(channel: SandboxChannel, expected: readonly string[]): Promise<void> {
    const message = this.#latest.get(channel);
    if (message === undefined) throw new Error(`Nothing was posted in #${channel.name}`);
    await this.#shows(message, `\n#${channel.name} · the message becomes:`, expected);
  }

  /** Checks that the message a person looks at shows this picture and no other. */
  async seesPicture(person: Person, picture: SandboxFile): Promise<void> {
    const shown = this.#messageOf(person).media;
    const isSame =
      shown.length === 1 && (await pixelsOf(shown[0]?.bytes)) === (await pixelsOf(picture.bytes));
    if (!isSame) throw new Difference(`${person.name} should see the picture ${picture.name} and no other.`);
    this.aside(`The picture is the one that was handed in as ${picture.name}.`);
  }

  /** The next direct message that someone gets. */
  async directMessage(person: Person, expected: readonly string[]): Promise<void> {
    const message = await possible(person.nextMessage());
    this.#inHand.set(person, message);
    await this.#shows(message, `\ndirect messages of ${person.name} · Orderly:`, expected);
  }

  /** Shows that Discord does not offer a command to someone. */
  async notOffered(person: Person, name: string): Promise<void> {
    const found = await person.slash(name).catch((error: unknown) => error);
    if (!(found instanceof DriverError && found.message.includes('permissions for it are missing')))
      throw new Difference(`Discord should not offer /${name} to ${person.name}, but it does.`);
    this.aside(`Discord does not offer /${name} to ${person.name}.`);
  }

  /**
   * Checks that nobody saw anything that was not told, that nothing told was changed later, that nobody was pinged, and
   * that the bot had nothing to complain about. Returns how many messages were seen.
   */
  end(): number {
    const { guild, sandbox, complaints } = this.#stage;
    const everything = guild.people.flatMap((person) => [
      ...guild.channels.flatMap((channel) => channel.messagesSeenBy(person)),
      ...sandbox.directMessages(person),
    ]);
    const messages = new Set(everything);
    for (const message of messages) {
      const told = this.#told.get(message);
      if (told === undefined) throw wrong('This should not have been sent', message);
      if (told !== held(message)) throw wrong('This should not have been changed to', message);
      if (message.pinged.length > 0)
        throw wrong(`This should ping nobody, but pinged ${message.pinged.join(', ')}`, message);
    }
    if (complaints.length > 0) throw new Difference(`The bot logged:\n\n${complaints.join('')}`);
    return messages.size;
  }

  /** An answer to a deed: a new message, or the one the deed was done on. */
  async #answered(person: Person, answer: MessageView, expected: readonly string[]): Promise<void> {
    const isChanged = this.#inHand.get(person) === answer;
    this.#inHand.set(person, answer);
    const isPrivate = answer.ephemeral || person.inbox().includes(answer);
    if (!isPrivate) throw wrong(`Only ${person.name} should see this answer`, answer);
    const head = isChanged ? '  The message becomes:' : `  Orderly answers, for ${person.name} alone:`;
    await this.#shows(answer, head, expected);
  }

  async #shows(message: MessageView, head: string, expected: readonly string[]): Promise<void> {
    const wanted = expected.join('\n');
    const seen = () => messageLines(message).join('\n');
    // When it does not become what it should, what it is instead is told and compared below.
    await message.until(() => seen() === wanted, patienceMs).catch(() => undefined);
    this.#tell(`${head}\n${block(messageLines(message), '    ')}`);
    if (seen() !== wanted) throw different(wanted, seen());
    this.#told.set(message, held(message));
  }

  #messageOf(person: Person): MessageView {
    const message = this.#inHand.get(person);
    if (message === undefined) throw new Error(`${person.name} has no message to press anything on`);
    return message;
  }
}

/** A deed that Discord does not let someone do, or that nothing follows from, is a difference too. */
async function possible<T>(deed: Promise<T>): Promise<T> {
  try {
    return await deed;
  } catch (error) {
    throw new Difference(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What does not change by itself: times in the text do as time passes. */
function held({ content, embeds, components, attachments }: MessageView): string {
  return JSON.stringify([content, embeds, components, attachments.map(({ id }) => id)]);
}

function wrong(what: string, message: MessageView): Difference {
  return new Difference(`${what}:\n\n${block(messageLines(message), '  ')}`);
}

function different(wanted: string, seen: string): Difference {
  const marked = (text: string, other: string) => {
    const others = new Set(other.split('\n'));
    return text
      .split('\n')
      .map((line) => `${others.has(line) ? '  ' : '≠ '}${line}`)
      .join('\n');
  };
  return new Difference(
    `This should be seen:\n\n${marked(wanted, seen)}\n\nThis was seen:\n\n${marked(seen, wanted)}`,
  );
}
