import {
  type BaseInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import {
  addService,
  editService,
  findService,
  listServices,
  removeService,
  type ServiceChanged,
  suggestCatalogue,
} from '../src/app/services.ts';
import { limits } from '../src/domain/order.ts';
import { type ServiceWish, serviceIdOf } from '../src/domain/service.ts';
import { keptAnswer } from '../src/views/answers.ts';
import {
  catalogueList,
  removedAnswer,
  removeQuestion,
  type ServiceWarning,
  serviceAnswer,
} from '../src/views/service.ts';
import type { Answer, Command } from './command.ts';
import { actorOf, guildIdOf, readOptions, roleIdsOf, userOption, withoutButtons } from './input.ts';

const presets = [
  { name: 'As the server says', value: 'server' },
  { name: 'All to who did the work', value: 'worker' },
  { name: 'Marketplace: 20 % fee, 15 % of it tax', value: 'marketplace' },
];

/** What `add` and `edit` share. */
function addFacts(one: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
  return one
    .addUserOption((option) =>
      option.setName('advertiser').setDescription('Who is told about its orders, assigns and reviews them'),
    )
    .addRoleOption((option) =>
      option.setName('team').setDescription('The role of a team whose team advertisers may do the same'),
    )
    .addBooleanOption((option) =>
      option
        .setName('evidence_required')
        .setDescription('Whether a screenshot of the finished work is needed; yes at first'),
    )
    .addStringOption((option) =>
      option
        .setName('payout')
        .setDescription('Who gets what of its orders; as the server says at first')
        .addChoices(...presets),
    )
    .addStringOption((option) =>
      option.setName('fee').setDescription('A fee of its own: 20 %, $5.00 or none').setMaxLength(32),
    )
    .addStringOption((option) =>
      option.setName('tax').setDescription('What of the fee is tax, such as 15 %').setMaxLength(32),
    );
}

/** The service that is meant. */
function addName(one: SlashCommandSubcommandBuilder, description: string): SlashCommandSubcommandBuilder {
  return one.addStringOption((option) =>
    option
      .setName('name')
      .setDescription(description)
      .setRequired(true)
      .setMaxLength(limits.service)
      .setAutocomplete(true),
  );
}

const definition = new SlashCommandBuilder()
  .setName('service')
  .setDescription('The catalogue of what this server sells; staff only')
  .setContexts(InteractionContextType.Guild)
  .addSubcommand((one) =>
    addFacts(
      one
        .setName('add')
        .setDescription('Add something you sell')
        .addStringOption((option) =>
          option
            .setName('name')
            .setDescription('What it is called, such as Website Development')
            .setRequired(true)
            .setMaxLength(limits.service),
        ),
    ),
  )
  .addSubcommand((one) =>
    addFacts(
      addName(one.setName('edit').setDescription('Change a service; earlier orders stay'), 'Which service'),
    ).addStringOption((option) =>
      option
        .setName('clear')
        .setDescription('Take the advertiser or the team away')
        .addChoices(
          { name: 'No advertiser', value: 'advertiser' },
          { name: 'No team', value: 'team' },
          { name: 'Neither of them', value: 'both' },
        ),
    ),
  )
  .addSubcommand((one) => one.setName('list').setDescription('See the catalogue'))
  .addSubcommand((one) =>
    addName(
      one.setName('remove').setDescription('Take a service out of the catalogue; you are asked first'),
      'Which service',
    ),
  )
  .toJSON();

const options = z.object({
  name: z.string().max(limits.service),
  advertiser: userOption.optional(),
  team: z.string().optional(),
  evidence_required: z.boolean().optional(),
  payout: z.enum(['server', 'worker', 'marketplace']).optional(),
  fee: z.string().optional(),
  tax: z.string().optional(),
  clear: z.enum(['advertiser', 'team', 'both']).optional(),
});

/** `/service`: staff keep the catalogue. */
export const service: Command = {
  definition,

  async run(interaction, answer, desk) {
    const subcommand = interaction.options.getSubcommand();
    switch (subcommand) {
      case 'add':
      case 'edit':
        return runChange(interaction, subcommand, answer, desk);
      case 'remove': {
        const input = readOptions(interaction, options);
        if (!input.ok) return answer.send(input.refusal);
        const found = await findService(desk, requestOf(interaction, serviceIdOf(input.value.name)));
        return found.ok ? answer.send(removeQuestion(found.value)) : answer.refuse(found.refusal);
      }
      default:
        return runList(interaction, undefined, answer, desk);
    }
  },

  async suggest(interaction, desk) {
    const typed = interaction.options.getFocused();
    const found = await suggestCatalogue(desk, {
      by: actorOf(interaction),
      guildId: guildIdOf(interaction),
      typed,
    });
    return found.map(({ name }) => ({ name, value: name }));
  },

  components: {
    list: {
      answers: 'update',
      run: (interaction, [after], answer, desk) => runList(interaction, after, answer, desk),
    },
    remove: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [serviceId] = z.tuple([z.string()]).parse(values);
        const result = await removeService(desk, requestOf(interaction, serviceId));
        if (result.ok) return answer.send(removedAnswer(result.value.service));
        const isGone = result.refusal.code === 'service-unknown';
        await answer.refuse(result.refusal, isGone ? withoutButtons(interaction) : undefined);
      },
    },
    keep: { answers: 'update', run: async (_interaction, _values, answer) => answer.send(keptAnswer()) },
  },
};

function requestOf(interaction: BaseInteraction, serviceId: string) {
  return {
    operationId: interaction.id,
    by: actorOf(interaction),
    guildId: guildIdOf(interaction),
    serviceId,
  };
}

async function runChange(
  interaction: ChatInputCommandInteraction,
  subcommand: 'add' | 'edit',
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const input = readOptions(interaction, options);
  if (!input.ok) return answer.send(input.refusal);
  const { name, advertiser, team, evidence_required, payout, fee, tax, clear } = input.value;
  if (advertiser?.bot === true) return answer.refuse({ code: 'advertiser-is-bot' });
  const wish: ServiceWish = {
    advertiserId: advertiser?.userId,
    teamId: team,
    evidenceRequired: evidence_required,
    payout,
    fee,
    tax,
    clear,
  };
  const request = requestOf(interaction, serviceIdOf(name));
  const result =
    subcommand === 'add'
      ? await addService(desk, { ...request, name, wish })
      : await editService(desk, { ...request, wish });
  if (!result.ok) return answer.refuse(result.refusal);
  const warnings = warningsOf(interaction, wish, result.value);
  await answer.send(serviceAnswer(result.value, subcommand === 'add' ? 'added' : 'edited', warnings));
}

/** What would keep those who were named from doing what they are named for. */
function warningsOf(
  interaction: ChatInputCommandInteraction,
  { advertiserId, teamId }: ServiceWish,
  { settings }: ServiceChanged,
): ServiceWarning[] {
  const held = roleIdsOf(interaction.options.getMember('advertiser'));
  const roles = [...settings.advertiserRoleIds, ...settings.teamAdvertiserRoleIds];
  return [
    ...(advertiserId === undefined || roles.some((roleId) => held.includes(roleId))
      ? []
      : [{ code: 'advertiser-without-role' as const, userId: advertiserId }]),
    ...(teamId === undefined || settings.teamAdvertiserRoleIds.length > 0
      ? []
      : [{ code: 'no-team-advertisers' as const, teamId }]),
  ];
}

async function runList(
  interaction: BaseInteraction,
  after: string | undefined,
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const page = await listServices(desk, {
    by: actorOf(interaction),
    guildId: guildIdOf(interaction),
    after,
  });
  await (page.ok ? answer.send(catalogueList(page.value)) : answer.refuse(page.refusal));
}
