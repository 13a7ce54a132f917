import {
  type AutocompleteInteraction,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  type MessageComponentInteraction,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { changeSettings, readSetup } from '../src/app/setUp.ts';
import { suggestCurrencies } from '../src/app/suggestSettings.ts';
import type { SettingsChange } from '../src/domain/changeSettings.ts';
import { isPayoutWish } from '../src/domain/readPayout.ts';
import {
  channelFields,
  type RoleField,
  retentionDaysRange,
  roleFields,
  type Settings,
} from '../src/domain/settings.ts';
import { timeOfDay, timeZonesLike } from '../src/domain/timeZones.ts';
import type { Message } from '../src/ports/messenger.ts';
import { refusalMessage } from '../src/views/refusal.ts';
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

const definition = new SlashCommandBuilder()
  .setName('setup')
  .setDescription('Set up this server: roles, channels, payout, currencies, time zone')
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .setContexts(InteractionContextType.Guild)
  .addSubcommand((one) => one.setName('show').setDescription('See everything that is set up, and change it'))
  .addSubcommand((one) =>
    one.setName('roles').setDescription('Say which roles are admin, support, advertiser, booster'),
  )
  .addSubcommand((one) =>
    one.setName('channels').setDescription('Choose the review queue, the order log and where tickets are'),
  )
  .addSubcommand((one) =>
    one
      .setName('payout')
      .setDescription('Say who gets what of an approved order; alone it shows what is in force')
      .addStringOption((option) =>
        option
          .setName('fee')
          .setDescription('What the platform keeps of the price: 20 %, $5.00 or none')
          .setMaxLength(32),
      )
      .addStringOption((option) =>
        option.setName('tax').setDescription('What of the fee is tax, such as 15 %').setMaxLength(32),
      )
      .addStringOption((option) =>
        option
          .setName('preset')
          .setDescription('One of the usual ways to share out')
          .addChoices(
            { name: 'All to who did the work', value: 'worker' },
            { name: 'Marketplace: 20 % fee, 15 % of it tax', value: 'marketplace' },
          ),
      ),
  )
  .addSubcommand((one) =>
    one
      .setName('money')
      .setDescription('Choose the default currency, and the server’s own ones such as Gold')
      .addStringOption((option) =>
        option
          .setName('default_currency')
          .setDescription('What an amount is in when nobody says, such as USD')
          .setMaxLength(40)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('add_currency')
          .setDescription('A currency of your own, such as Gold; it has no decimals')
          .setMaxLength(40),
      )
      .addStringOption((option) =>
        option
          .setName('remove_currency')
          .setDescription('One of your own that is not used any more')
          .setMaxLength(40)
          .setAutocomplete(true),
      ),
  )
  .addSubcommand((one) =>
    one
      .setName('general')
      .setDescription('Set the time zone, the title of those who work, and how long screenshots are kept')
      .addStringOption((option) =>
        option
          .setName('time_zone')
          .setDescription('Where deadlines are read; type a big city near you')
          .setMaxLength(60)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('worker_title')
          .setDescription('What you call those who do the work, such as Booster or Pilot')
          .setMaxLength(40),
      )
      .addIntegerOption((option) =>
        option
          .setName('evidence_days')
          .setDescription('How many days screenshots are kept after an order ended; 30 at first')
          .setMinValue(retentionDaysRange.least)
          .setMaxValue(retentionDaysRange.most),
      ),
  )
  .toJSON();

const payoutOptions = z.object({
  fee: z.string().optional(),
  tax: z.string().optional(),
  preset: z.enum(['worker', 'marketplace']).optional(),
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
      case 'money':
        return runMoney(interaction, answer, desk);
      case 'general':
        return runGeneral(interaction, answer, desk);
      default: {
        const found = await readSetup(desk, requestOf(interaction));
        if (!found.ok) return answer.send(refusalMessage(found.refusal));
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
        return showing(interaction, answer, desk, (settings) => payoutPanel(settings, '/setup payout'));
      },
    },
    check: {
      answers: 'update',
      run: (interaction, _values, answer, desk) => showing(interaction, answer, desk, channelsPanel),
    },
    roles: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [field] = z.tuple([z.enum(roleFields)]).parse(values);
        const change = { kind: 'roles', field, roleIds: chosen(interaction) } as const;
        return changing(interaction, answer, desk, change, (settings, facts) =>
          rolesPanel(settings, facts, field satisfies RoleField),
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
  if (!found.ok) return answer.send(refusalMessage(found.refusal));
  const { settings } = found.value;
  await answer.send(view(settings, factsOf(interaction, settings)));
}

/** Changes something and shows what is in force now. */
async function changing(
  interaction: BaseInteraction,
  answer: Answer,
  desk: Desk,
  change: SettingsChange,
  view: (settings: Settings, facts: ServerFacts, changed: boolean) => Message,
): Promise<void> {
  const result = await changeSettings(desk, { ...requestOf(interaction), change });
  if (!result.ok) return answer.send(refusalMessage(result.refusal));
  const { settings, changed } = result.value;
  await answer.send(view(settings, factsOf(interaction, settings), changed));
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

async function runMoney(interaction: ChatInputCommandInteraction, answer: Answer, desk: Desk): Promise<void> {
  const input = readOptions(interaction, moneyOptions);
  if (!input.ok) return answer.send(input.refusal);
  const { default_currency, add_currency, remove_currency } = input.value;
  if ((default_currency ?? add_currency ?? remove_currency) === undefined)
    return showing(interaction, answer, desk, (settings) => moneyAnswer(settings, false));
  const change = {
    kind: 'money',
    defaultCurrency: default_currency,
    addCurrency: add_currency,
    removeCurrency: remove_currency,
  } as const;
  return changing(interaction, answer, desk, change, (settings) =>
    moneyAnswer(settings, true, remove_currency),
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
