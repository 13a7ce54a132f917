import { randomInt } from 'node:crypto';
import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
} from 'discord.js';
import type { Command } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import type { Desk, Outbox } from '../src/app/desk.ts';
import { failureMessage, outdatedMessage } from '../src/views/failure.ts';
import { InteractionAnswer } from './answer.ts';
import type { EventHandler, Surroundings } from './event.ts';

const commandsByName = new Map<string, Command>(
  commands.map((command) => [command.definition.name, command]),
);

/** What Discord takes as suggestions. */
const maxChoices = 25;
const maxChoiceLength = 100;

/**
 * Every command, button and select comes through here. The one error edge: whatever a handler throws is logged under an
 * id that the asker is shown, and the process goes on.
 */
export const interactionCreate: EventHandler<'interactionCreate'> = {
  name: 'interactionCreate',
  async run(surroundings, interaction) {
    if (interaction.isChatInputCommand()) await runCommand(surroundings, interaction);
    else if (interaction.isMessageComponent()) await runComponent(surroundings, interaction);
    else if (interaction.isAutocomplete()) await suggest(surroundings, interaction);
  },
};

async function runCommand(
  surroundings: Surroundings,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const answer = new InteractionAnswer(interaction, 'new');
  await withErrorEdge(surroundings, interaction.commandName, answer, async (desk) => {
    const command = commandsByName.get(interaction.commandName);
    // Discord keeps showing a command for a while after a version without it was started.
    if (command === undefined) return answer.send(outdatedMessage());
    await command.run(interaction, answer, desk);
  });
}

async function runComponent(
  surroundings: Surroundings,
  interaction: MessageComponentInteraction,
): Promise<void> {
  const [name = '', action = '', ...values] = interaction.customId.split(':');
  const handler = commandsByName.get(name)?.components?.[action];
  const answer = new InteractionAnswer(interaction, handler?.answers ?? 'new');
  await withErrorEdge(surroundings, interaction.customId, answer, async (desk) => {
    if (handler === undefined) return answer.send(outdatedMessage());
    await handler.run(interaction, values, answer, desk);
  });
}

async function withErrorEdge(
  { desk, log }: Surroundings,
  what: string,
  answer: InteractionAnswer,
  work: (desk: Desk) => Promise<void>,
): Promise<void> {
  let wasChanged = false;
  const outbox: Outbox = {
    announce(noticeId) {
      wasChanged = true;
      return desk.outbox.announce(noticeId);
    },
  };
  try {
    await work({ ...desk, outbox });
  } catch (error) {
    const errorId = randomInt(36 ** 5)
      .toString(36)
      .padStart(5, '0');
    log.error({ err: error, errorId, what }, 'An interaction failed');
    await answer.send(failureMessage(error, errorId, wasChanged)).catch((failure: unknown) => {
      log.warn({ err: failure, errorId }, 'The asker could not be told of the failure');
    });
  } finally {
    answer.drop();
  }
}

/** Suggestions are a courtesy: when they fail, someone can still type. */
async function suggest({ desk, log }: Surroundings, interaction: AutocompleteInteraction): Promise<void> {
  try {
    const command = commandsByName.get(interaction.commandName);
    const choices = (await command?.suggest?.(interaction, desk)) ?? [];
    await interaction.respond(
      choices.filter(({ value }) => value.length <= maxChoiceLength).slice(0, maxChoices),
    );
  } catch (error) {
    log.warn({ err: error, what: interaction.commandName }, 'Suggestions failed');
  }
}
