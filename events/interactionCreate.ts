import { randomInt } from 'node:crypto';
import type { AutocompleteInteraction, MessageComponentInteraction } from 'discord.js';
import type { Answer, AnswerKind, Command, MessageMenu } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import type { Outbox, WholeDesk } from '../src/app/desk.ts';
import { failureMessage, outdatedMessage } from '../src/views/failure.ts';
import { type AnswerableInteraction, InteractionAnswer, unlessLost } from './answer.ts';
import type { EventHandler, Surroundings } from './event.ts';

const commandsByName = new Map<string, Command>(
  commands.map((command) => [command.definition.name, command]),
);
const menusByName = new Map<string, MessageMenu>(
  commands.flatMap(({ messageMenu }) =>
    messageMenu === undefined ? [] : [[messageMenu.definition.name, messageMenu]],
  ),
);

/** What Discord takes as suggestions. */
const maxChoices = 25;
const maxChoiceLength = 100;

/**
 * Every command, button, select, form and menu comes through here. The one error edge: whatever a handler throws is logged
 * under an id that the asker is shown, and the process goes on.
 */
export const interactionCreate: EventHandler<'interactionCreate'> = {
  name: 'interactionCreate',
  async run(surroundings, interaction) {
    if (interaction.isChatInputCommand()) {
      const command = commandsByName.get(interaction.commandName);
      await answering(
        surroundings,
        interaction,
        'new',
        command && ((answer, desk) => command.run(interaction, answer, desk)),
      );
    } else if (interaction.isMessageContextMenuCommand()) {
      const menu = menusByName.get(interaction.commandName);
      await answering(
        surroundings,
        interaction,
        'new',
        menu && ((answer, desk) => menu.run(interaction, answer, desk)),
      );
    } else if (interaction.isMessageComponent()) {
      await runComponent(surroundings, interaction);
    } else if (interaction.isModalSubmit()) {
      const { name, action, values } = partsOf(interaction.customId);
      const form = commandsByName.get(name)?.forms?.[action];
      await answering(
        surroundings,
        interaction,
        form?.answers ?? 'new',
        form && ((answer, desk) => form.run(interaction, values, answer, desk)),
      );
    } else if (interaction.isAutocomplete()) {
      await suggest(surroundings, interaction);
    }
  },
};

function partsOf(customId: string): { name: string; action: string; values: string[] } {
  const [name = '', action = '', ...values] = customId.split(':');
  return { name, action, values };
}

async function runComponent(
  surroundings: Surroundings,
  interaction: MessageComponentInteraction,
): Promise<void> {
  const { name, action, values } = partsOf(interaction.customId);
  const handler = commandsByName.get(name)?.components?.[action];
  if (handler?.answers !== 'form') {
    const run =
      handler && ((answer: Answer, desk: WholeDesk) => handler.run(interaction, values, answer, desk));
    return answering(surroundings, interaction, handler?.answers ?? 'new', run);
  }
  // A form can't follow a deferral, so nothing is deferred here.
  const answer = new InteractionAnswer(interaction, 'new', { defers: false });
  await withErrorEdge(surroundings, interaction.customId, answer, async (desk) => {
    const shown = await handler.open(interaction, values, desk);
    if ('custom_id' in shown) await unlessLost(interaction.showModal(shown));
    else await answer.send(shown);
  });
}

/** Answers an interaction by its handler; without one it comes from an older or newer version of the bot. */
async function answering(
  surroundings: Surroundings,
  interaction: AnswerableInteraction,
  kind: AnswerKind,
  run: ((answer: Answer, desk: WholeDesk) => Promise<void>) | undefined,
): Promise<void> {
  const answer = new InteractionAnswer(interaction, kind);
  const what = 'customId' in interaction ? interaction.customId : interaction.commandName;
  await withErrorEdge(surroundings, what, answer, (desk) =>
    run === undefined ? answer.send(outdatedMessage()) : run(answer, desk),
  );
}

async function withErrorEdge(
  { desk, log }: Surroundings,
  what: string,
  answer: InteractionAnswer,
  work: (desk: WholeDesk) => Promise<void>,
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
    await answer.sendBeside(failureMessage(error, errorId, wasChanged)).catch((failure: unknown) => {
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
