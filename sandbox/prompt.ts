import { canSee, findCommand } from './driver/access.ts';
import { DriverError } from './driver/errors.ts';
import type { SandboxChannel, SandboxGuild } from './driver/guild.ts';
import { descend, type OptionValue } from './driver/options.ts';
import type { Person } from './driver/person.ts';
import type { MessageView } from './driver/view.ts';
import { OPTION } from './limits/commands.ts';
import { PERMISSIONS, type PermissionName } from './model/permissions.ts';
import { CHANNEL, type CommandOption } from './model/types.ts';
import type { Sandbox } from './sandbox.ts';

/** What `help` says. */
export const HELP = `dana: /addorder user:@mia service:Website amount:$150.00   run a command (#orders: /… for a channel)
mia: dm /trackorder                                       run a command in the bot's direct messages
mia: type /updateorder order_id:AB                        what autocomplete offers for the last option
mia: click Timeline                                       press a button on the newest message that has it
mia: choose ABC123                                        choose in the newest select that offers it
mia: say hello                                            write in a channel (#orders: say …)
mia: inbox                                                the direct messages so far
mia: see #orders                                          the messages visible in a channel
mia: close dms | open dms
join sam ManageGuild                                      a new person, perhaps with permissions
channel tickets                                           a new channel
commands | people | quit`;

/** Plays people by lines of text, for trying a bot by hand. It shows nothing by itself: see `watchTranscript`. */
export class Prompt {
  readonly #sandbox: Sandbox;
  readonly #guild: SandboxGuild;

  constructor(sandbox: Sandbox, guild: SandboxGuild) {
    this.#sandbox = sandbox;
    this.#guild = guild;
  }

  /** Does what a line says. Returns what there is to say beside the transcript; never throws. */
  async run(line: string): Promise<string> {
    try {
      const spoken = /^(\w+):\s*(?:#([\w-]+):\s*)?(.+)$/.exec(line.trim());
      if (!spoken) return this.#command(line.trim());
      const [, name = '', place, deed = ''] = spoken;
      const channel = place ? this.#guild.channel(place) : undefined;
      return await this.#deed(this.#guild.person(name), deed, channel);
    } catch (error) {
      if (error instanceof Error) return `! ${error.message}`;
      throw error;
    }
  }

  #command(line: string): string {
    const [word = '', ...rest] = line.split(/\s+/);
    switch (word) {
      case 'join': {
        const [username = 'someone', ...names] = rest;
        const permissions = names.filter((name): name is PermissionName => name in PERMISSIONS);
        return `@${this.#guild.join({ username, permissions }).name} is here.`;
      }
      case 'channel':
        return `#${this.#guild.createChannel({ name: rest.join('-') || 'new' }).name} is there.`;
      case 'people':
        return this.#guild.people.map(({ name }) => `@${name}`).join(' ');
      case 'commands': {
        const all = [...this.#sandbox.commands(), ...this.#sandbox.commands(this.#guild)];
        return all.map(({ name, description }) => `/${name}  ${description}`).join('\n') || 'None yet.';
      }
      default:
        return HELP;
    }
  }

  async #deed(person: Person, deed: string, channel: SandboxChannel | undefined): Promise<string> {
    const [word = ''] = deed.split(/\s+/);
    const rest = deed.slice(word.length).trim();
    const where = channel ? { channel } : {};
    if (word.startsWith('/')) {
      const { name, values } = this.#parse(person, deed, channel);
      await person.slash(name, values, where);
      return '';
    }
    switch (word) {
      case 'dm': {
        const { name, values } = this.#parse(person, rest, channel);
        await person.slashInDirectMessage(name, values);
        return '';
      }
      case 'type': {
        const { name, values } = this.#parse(person, rest, channel);
        const focused = Object.keys(values).at(-1) ?? '';
        const choices = await person.autocomplete(name, values, focused, where);
        return (
          choices.map((choice) => `${choice.name}  → ${choice.value}`).join('\n') || 'Nothing is offered.'
        );
      }
      case 'click':
        await person.click(
          this.#newest(person, (message) => message.labels.includes(rest), rest),
          rest,
        );
        return '';
      case 'choose':
        return this.#choose(person, rest);
      case 'say':
        person.say(rest, where);
        return '';
      case 'inbox':
        return listed(person.inbox());
      case 'see':
        return listed(this.#guild.channel(rest.replace('#', '')).messagesSeenBy(person));
      case 'close':
        person.closeDirectMessages();
        return `@${person.name} takes no direct messages.`;
      case 'open':
        person.openDirectMessages();
        return `@${person.name} takes direct messages.`;
      default:
        return HELP;
    }
  }

  async #choose(person: Person, label: string): Promise<string> {
    const offering = (message: MessageView) =>
      message.selects.find(({ options }) =>
        options?.some((entry) => entry.label === label || entry.value === label),
      );
    const message = this.#newest(person, (candidate) => offering(candidate) !== undefined, label);
    await person.select(message, offering(message)?.custom_id ?? '', [label]);
    return '';
  }

  /** The newest message that a person sees and that has what is wanted. */
  #newest(person: Person, has: (message: MessageView) => boolean, what: string): MessageView {
    const direct = this.#sandbox.directMessages(person);
    const all = [...this.#guild.channels.flatMap((channel) => channel.messagesSeenBy(person)), ...direct];
    const found = all
      .filter((message) => canSee(this.#sandbox.world, message.record, person.user) && has(message))
      .sort((a, b) => Number(BigInt(b.id) - BigInt(a.id)))[0];
    if (!found) throw new DriverError(`@${person.name} sees no message with "${what}".`);
    return found;
  }

  /** Splits `/addorder user:@mia service:Two words` by the options that the command has. */
  #parse(person: Person, text: string, channel: SandboxChannel | undefined) {
    const words = text.replace(/^\//, '').split(/\s+/);
    const bare = words.filter((_, index) => words.slice(0, index + 1).every((word) => !word.includes(':')));
    const name = bare.join(' ');
    const place = channel ?? this.#guild.channels.find(({ record }) => record.type === CHANNEL.text);
    if (!place) throw new DriverError('There is no channel.');
    const command = findCommand(this.#sandbox.world, bare[0] ?? '', place.record, person.user);
    const { definitions } = descend(command, bare.slice(1));
    const known = definitions.map((definition) => definition.name).join('|');
    const values: Record<string, OptionValue> = {};
    const parts = text.split(new RegExp(`\\s(?=(?:${known}):)`)).slice(1);
    for (const part of parts) {
      const [key = ''] = part.split(':', 1);
      const definition = definitions.find((entry) => entry.name === key);
      if (definition) values[key] = this.#value(definition, part.slice(key.length + 1).trim());
    }
    return { name, values };
  }

  #value({ type }: CommandOption, text: string): OptionValue {
    const name = text.replace(/^[@#]/, '');
    switch (type) {
      case OPTION.user:
        return this.#guild.person(name);
      case OPTION.role:
        return this.#guild.role(name);
      case OPTION.channel:
        return this.#guild.channel(name);
      case OPTION.boolean:
        return text === 'true' || text === 'yes';
      case OPTION.integer:
      case OPTION.number:
        return Number(text);
      default:
        return text;
    }
  }
}

function listed(messages: readonly MessageView[]): string {
  const lines = messages.map((message) => `— ${message.author}:\n${message.text()}`);
  return lines.join('\n') || 'Nothing.';
}
