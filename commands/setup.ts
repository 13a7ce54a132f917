import type {
  AutocompleteInteraction,
  BaseInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
} from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { changeSettings, readSetup } from '../src/app/setUp.ts';
import { suggestCurrencies } from '../src/app/suggestSettings.ts';
import type { SettingsChange } from '../src/domain/changeSettings.ts';
import { isPayoutWish } from '../src/domain/readPayout.ts';
import { channelFields, roleFields, type Settings } from '../src/domain/settings.ts';
import { timeOfDay, timeZonesLike } from '../src/domain/timeZones.ts';
import type { Message } from '../src/ports/messenger.ts';
import { paymentsPanel } from '../src/views/paymentSetup.ts';
import {
  channelsPanel,
  generalAnswer,
  moneyAnswer,
  payoutPanel,
  rolesPanel,
  type ServerFacts,
  setupOverview,
} from '../src/views/setup.ts';
import type { Answer, Choice, Command } from './command.ts';
import { actorOf, guildIdOf, readOptions } from './input.ts';
import { serverFactsOf } from './server.ts';
import { setupDefinition as definition } from './setupDefinition.ts';

const payoutOptions = z.object({
  fee: z.string().optional(),
  tax: z.string().optional(),
  preset: z.enum(['worker', 'marketplace']).optional(),
});
const paymentOptions = z.object({
  wait_hours: z.number().optional(),
  reminders: z.string().optional(),
  top_ups: z.boolean().optional(),
  withdrawals: z.boolean().optional(),
});
const moneyOptions = z.object({
  default_currency: z.string().optional(),
  add_currency: z.string().optional(),
  remove_currency: z.string().optional(),
});
const generalOptions = z.object({
  time_zone: z.string().optional(),
  worker_title: z.string().optional(),
  evidence_days: z.number().optional(),
});

/** `/setup`: staff say who is who, where things are posted, and how money is shared out. */
export const setup: Command = {
  definition,

  async run(interaction, answer, desk) {
    switch (interaction.options.getSubcommand()) {
      case 'roles':
        return showing(interaction, answer, desk, rolesPanel);
      case 'channels':
        return showing(interaction, answer, desk, channelsPanel);
      case 'payout':
        return runPayout(interaction, answer, desk);
      case 'payments':
        return runPayments(interaction, answer, desk);
      case 'money':
        return runMoney(interaction, answer, desk);
      case 'general':
        return runGeneral(interaction, answer, desk);
      default: {
        const found = await readSetup(desk, requestOf(interaction));
        if (!found.ok) return answer.refuse(found.refusal);
        const facts = factsOf(interaction, found.value.settings);
        const mentionOf = (name: string) => `</setup ${name}:${interaction.commandId}>`;
        return answer.send(setupOverview(found.value, facts, desk.clock.now(), mentionOf));
      }
    }
  },

  async suggest(interaction, desk) {
    const { name, value } = interaction.options.getFocused(true);
    return name === 'time_zone'
      ? timeZoneChoices(value, desk.clock.now())
      : currencyChoices(interaction, desk, name, value);
  },

  components: {
    open: {
      answers: 'new',
      async run(interaction, [what], answer, desk) {
        if (what === 'roles') return showing(interaction, answer, desk, rolesPanel);
        if (what === 'channels') return showing(interaction, answer, desk, channelsPanel);
        if (what === 'payments')
          return showing(interaction, answer, desk, (settings) => paymentsPanel(settings));
        return showing(interaction, answer, desk, (settings) => payoutPanel(settings, '/setup payout'));
      },
    },
    check: {
      answers: 'update',
      run: (interaction, _values, answer, desk) =>
        showing(interaction, answer, desk, (settings, facts) => channelsPanel(settings, facts, 'checked')),
    },
    roles: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [field] = z.tuple([z.enum(roleFields)]).parse(values);
        const change = { kind: 'roles', field, roleIds: chosen(interaction) } as const;
        return changing(interaction, answer, desk, change, (settings, facts) =>
          rolesPanel(settings, facts, field),
        );
      },
    },
    channels: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [field] = z.tuple([z.enum(channelFields)]).parse(values);
        const change = { kind: 'channels', field, channelIds: chosen(interaction) } as const;
        return changing(interaction, answer, desk, change, (settings, facts) =>
          channelsPanel(settings, facts, field),
        );
      },
    },
    payments: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [field, state] = z
          .tuple([z.enum(['topUps', 'withdrawals']), z.enum(['on', 'off'])])
          .parse(values);
        const change = {
          kind: 'payments',
          topUps: field === 'topUps' ? state === 'on' : undefined,
          withdrawals: field === 'withdrawals' ? state === 'on' : undefined,
          patience: {},
        } as const;
        return changing(interaction, answer, desk, change, (settings) => paymentsPanel(settings, change));
      },
    },
    payout: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [preset] = z.tuple([z.enum(['worker', 'marketplace'])]).parse(values);
        const change = { kind: 'payout', payout: { preset } } as const;
        return changing(interaction, answer, desk, change, (settings) =>
          payoutPanel(settings, '/setup payout', true),
        );
      },
    },
  },
};

function requestOf(interaction: BaseInteraction) {
  return { operationId: interaction.id, by: actorOf(interaction), guildId: guildIdOf(interaction) };
}

function factsOf(interaction: BaseInteraction, settings: Settings): ServerFacts {
  if (interaction.guild === null) throw new Error('This interaction should have come from a server');
  return serverFactsOf(interaction.guild, settings);
}

function chosen(interaction: MessageComponentInteraction): readonly string[] {
  return interaction.isAnySelectMenu() ? interaction.values : [];
}

type View = (settings: Settings, facts: ServerFacts) => Message;

/** Shows what is in force. */
async function showing(interaction: BaseInteraction, answer: Answer, desk: Desk, view: View): Promise<void> {
  const found = await readSetup(desk, requestOf(interaction));
  if (!found.ok) return answer.refuse(found.refusal);
  const { settings } = found.value;
  await answer.send(view(settings, factsOf(interaction, settings)));
}

/** Changes something and shows what is in force now. */
async function changing(
  interaction: BaseInteraction,
  answer: Answer,
  desk: Desk,
  change: SettingsChange,
  view: View,
): Promise<void> {
  const result = await changeSettings(desk, { ...requestOf(interaction), change });
  if (result.ok) {
    const { settings } = result.value;
    return answer.send(view(settings, factsOf(interaction, settings)));
  }
  // The pickers of a panel show again what is in force.
  const found = await readSetup(desk, requestOf(interaction));
  const panel = found.ok ? view(found.value.settings, factsOf(interaction, found.value.settings)) : undefined;
  await answer.refuse(result.refusal, panel);
}

async function runPayout(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const input = readOptions(interaction, payoutOptions);
  if (!input.ok) return answer.send(input.refusal);
  const mention = `</setup payout:${interaction.commandId}>`;
  if (!isPayoutWish(input.value))
    return showing(interaction, answer, desk, (settings) => payoutPanel(settings, mention));
  return changing(interaction, answer, desk, { kind: 'payout', payout: input.value }, (settings) =>
    payoutPanel(settings, mention, true),
  );
}

async function runPayments(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const input = readOptions(interaction, paymentOptions);
  if (!input.ok) return answer.send(input.refusal);
  const { wait_hours: waitHours, reminders, top_ups: topUps, withdrawals } = input.value;
  if ((waitHours ?? reminders ?? topUps ?? withdrawals) === undefined)
    return showing(interaction, answer, desk, (settings) => paymentsPanel(settings));
  const change = { kind: 'payments', topUps, withdrawals, patience: { waitHours, reminders } } as const;
  return changing(interaction, answer, desk, change, (settings) => paymentsPanel(settings, change));
}

async function runMoney(interaction: ChatInputCommandInteraction, answer: Answer, desk: Desk): Promise<void> {
  const input = readOptions(interaction, moneyOptions);
  if (!input.ok) return answer.send(input.refusal);
  const { default_currency, add_currency, remove_currency } = input.value;
  if ((default_currency ?? add_currency ?? remove_currency) === undefined)
    return showing(interaction, answer, desk, (settings) => moneyAnswer(settings, 'shown'));
  const change = {
    kind: 'money',
    defaultCurrency: default_currency,
    addCurrency: add_currency,
    removeCurrency: remove_currency,
  } as const;
  return changing(interaction, answer, desk, change, (settings) =>
    moneyAnswer(settings, remove_currency === undefined ? 'saved' : 'removed'),
  );
}

async function runGeneral(
  interaction: ChatInputCommandInteraction,
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const input = readOptions(interaction, generalOptions);
  if (!input.ok) return answer.send(input.refusal);
  const { time_zone, worker_title, evidence_days } = input.value;
  const now = desk.clock.now();
  if ((time_zone ?? worker_title ?? evidence_days) === undefined)
    return showing(interaction, answer, desk, (settings) => generalAnswer(settings, false, now));
  const change = {
    kind: 'general',
    timeZone: time_zone,
    workerTitle: worker_title,
    retentionDays: evidence_days,
  } as const;
  return changing(interaction, answer, desk, change, (settings) => generalAnswer(settings, true, now));
}

/** Time zones with what their clocks show: by that people know their own. */
function timeZoneChoices(typed: string, now: Date): Choice[] {
  return timeZonesLike(typed)
    .slice(0, 25)
    .map((zone) => ({ name: `${zone} · ${timeOfDay(now, zone)} now`, value: zone }));
}

async function currencyChoices(
  interaction: AutocompleteInteraction,
  desk: Desk,
  option: string,
  typed: string,
): Promise<Choice[]> {
  const among = option === 'remove_currency' ? 'own' : 'all';
  const found = await suggestCurrencies(desk, { ...requestOf(interaction), among, typed });
  return found.map(({ currency, name }) => ({
    name: name === undefined ? currency : `${currency} · ${name}`,
    value: currency,
  }));
}
