import type { HistoryKind } from '../model/history.ts';
import { type Action, INTERACTION, type Interaction, startInteraction } from '../model/interactions.ts';
import type { DriverContext } from './context.ts';
import { DriverError, FormOpened, NoAnswer } from './errors.ts';
import { FormView } from './form.ts';
import { MessageView } from './view.ts';

/** What Discord shows when the bot lets the three seconds pass. */
const FAILURES: Readonly<Record<number, string>> = {
  [INTERACTION.command]: 'The application did not respond',
  [INTERACTION.component]: 'This interaction failed (no response)',
  [INTERACTION.autocomplete]: 'Loading options failed',
  [INTERACTION.modal]: 'Something went wrong. Try again.',
};

/**
 * Sends to the bot what a person did and waits for the first thing they get to see: a message or a form; a
 * deferral is neither. Errors: DriverError when the bot doesn't acknowledge in time or nothing follows.
 */
export async function interact(
  context: DriverContext,
  action: Action,
  words: string,
  kind: HistoryKind,
): Promise<MessageView | FormView> {
  const { world } = context;
  const { user, channel, source } = action;
  // Pressing something on an ephemeral message is seen by nobody else; commands are shown with their answer.
  const onlyFor = kind === 'submission' ? user.id : source?.onlyFor;
  world.record({ kind, userId: user.id, channelId: channel.id, words, ...(onlyFor ? { onlyFor } : {}) });
  const interaction = startInteraction(world, action);
  const outcome = await outcomeOf(context, interaction, () => interaction.modal ?? interaction.answers[0]);
  if ('wire' in outcome) return context.view(outcome);
  const guild = world.guilds.get(channel.guild_id ?? '');
  const place = {
    world,
    guild,
    send: async (data: Action['data'], said: string) => {
      const more = source ? { source } : {};
      const submit = { type: INTERACTION.modal, user, channel, data, ...more, triggeredBy: interaction };
      return messageOf(await interact(context, submit, said, 'submission'));
    },
  };
  return new FormView(place, outcome);
}

/** Waits for what becomes of an interaction. Errors: as `interact`. */
export function outcomeOf<T>(
  context: DriverContext,
  interaction: Interaction,
  look: () => T | undefined,
): Promise<T> {
  const { world, patienceMs } = context;
  return world.watch.until(
    `interaction:${interaction.id}`,
    () => {
      if (interaction.failed) throw new NoAnswer(FAILURES[interaction.type] ?? 'Failed');
      return look();
    },
    patienceMs,
    () => {
      const so = interaction.acknowledged ? 'acknowledged, but showed nothing' : 'did not answer';
      return new NoAnswer(`The bot ${so} within ${patienceMs} ms.`);
    },
  );
}

/** The message that came. Errors: FormOpened when a form came. */
export function messageOf(seen: MessageView | FormView): MessageView {
  if (seen instanceof MessageView) return seen;
  throw new FormOpened(seen);
}

/** The form that came. Errors: DriverError when a message came. */
export function formOf(seen: MessageView | FormView): FormView {
  if (seen instanceof FormView) return seen;
  throw new DriverError(`The bot opened no form, but answered:\n${seen.text()}`);
}
