import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { retentionDaysRange } from '../src/domain/settings.ts';

/** `/setup` and its subcommands as Discord shows them. */
export const setupDefinition = new SlashCommandBuilder()
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
