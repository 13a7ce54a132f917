import { COMMAND_TYPE, canSee, findCommand } from './driver/access.ts';
import { DriverError, FormOpened } from './driver/errors.ts';
import type { FormValue, FormView } from './driver/form.ts';
import type { SandboxChannel, SandboxGuild } from './driver/guild.ts';
import { descend, type OptionValue } from './driver/options.ts';
import type { Person, Whereabouts } from './driver/person.ts';
import type { MessageView } from './driver/view.ts';
import { PERMISSIONS, type PermissionName } from './model/permissions.ts';
import { CHANNEL } from './model/types.ts';
import { fieldValue, optionValue, splitByKeys, takeFiles } from './promptValues.ts';
import type { Sandbox } from './sandbox.ts';

/** What `help` says. */
export const HELP = `dana: /addorder user:@mia service:Website amount:$150.00   run a command (#orders: /… for a channel)
mia: dm /trackorder                                       run a command in the bot's direct messages
mia: type /updateorder order_id:AB                        what autocomplete offers for the last option
mia: click Timeline                                       press a button on the newest message that has it
mia: choose ABC123                                        choose in the newest select that offers it
mike: /submitevidence screenshot:file:a.png               give a file to a command
mike: fill Notes:All done Screenshots:file:a.png file:b.png  fill in and send the form that opened
mike: menu Submit as evidence                             use the menu of the newest message (menu @mia … of a person)
mia: say hello file:a.png                                 write in a channel (#orders: say …), perhaps with files
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
  /** The form that each person has open, by name. */
  readonly #forms = new Map<string, FormView>();

  constructor(sandbox: Sandbox, guild: SandboxGuild) {
    this.#sandbox = sandbox;
    this.#guild = guild;
  }

  /** Does what a line says. Returns what there is to say beside the transcript; never throws. */
  async run(line: string): Promise<string> {
    const spoken = /^(\w+):\s*(?:#([\w-]+):\s*)?(.+)$/.exec(line.trim());
    try {
      if (!spoken) return this.#command(line.trim());
      const [, name = '', place, deed = ''] = spoken;
      const channel = place ? this.#guild.channel(place) : undefined;
      return await this.#deed(this.#guild.person(name), deed, channel);
    } catch (error) {
      if (error instanceof FormOpened && spoken) return this.#opened(spoken[1] ?? '', error.form);
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
        return (
          all
            .map(({ name, type, description }) =>
              type === COMMAND_TYPE.slash ? `/${name}  ${description}` : `menu: ${name}`,
            )
            .join('\n') || 'None yet.'
        );
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
      case 'menu':
        await this.#menu(person, rest, where);
        return '';
      case 'fill':
        return this.#fill(person, rest);
      case 'say': {
        const { words, files } = takeFiles(rest);
        person.say(words, { ...where, files });
        return '';
      }
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

  async #menu(person: Person, text: string, where: Whereabouts): Promise<void> {
    const [, target, name = ''] = /^@(\S+)\s+(.+)$/.exec(text) ?? [];
    if (target) {
      await person.useUserMenu(this.#guild.person(target), name, where);
      return;
    }
    const message = this.#newest(person, ({ ephemeral }) => !ephemeral, 'a menu');
    await person.useMessageMenu(message, text);
  }

  #opened(name: string, form: FormView): string {
    this.#forms.set(name, form);
    const fields = form.fields.map(({ label, kind, options }) => {
      const what = kind === 'files' ? 'file:path' : options.join(',') || kind;
      return ` ${label}:${what}`;
    });
    return `A form opened. Send it with\n${name}: fill${fields.join('')}`;
  }

  async #fill(person: Person, text: string): Promise<string> {
    const form = this.#forms.get(person.name);
    if (!form) throw new DriverError(`@${person.name} has no form open.`);
    const typed = splitByKeys(
      text,
      form.fields.flatMap(({ label, customId }) => [label, customId]),
    );
    const values: Record<string, FormValue> = {};
    for (const field of form.fields) {
      const value = typed.get(field.label) ?? typed.get(field.customId);
      if (value !== undefined) values[field.customId] = fieldValue(this.#guild, field, value);
    }
    await form.submit(values);
    this.#forms.delete(person.name);
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
    const typed = splitByKeys(
      text,
      definitions.map((definition) => definition.name),
    );
    const values: Record<string, OptionValue> = {};
    for (const definition of definitions) {
      const value = typed.get(definition.name);
      if (value !== undefined) values[definition.name] = optionValue(this.#guild, definition, value);
    }
    return { name, values };
  }
}

function listed(messages: readonly MessageView[]): string {
  const lines = messages.map((message) => `— ${message.author}:\n${message.text()}`);
  return lines.join('\n') || 'Nothing.';
}
