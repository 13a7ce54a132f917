import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { patienceRange } from '../src/domain/patience.ts';
import { retentionDaysRange } from '../src/domain/settings.ts';

/** `/setup` and its subcommands as Discord shows them. */
export const setupDefinition = new SlashCommandBuilder()
  .setName('setup')
  .setDescription('Set up this server: roles, channels, payout, payments, currencies, time zone')
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
      .setName('payments')
      .setDescription('Say how long payments are waited for, and whether wallets take and pay out money')
      .addIntegerOption((option) =>
        option
          .setName('wait_hours')
          .setDescription('How long an unpaid order is waited for before it is cancelled; 72 at first')
          .setMinValue(patienceRange.leastHours)
          .setMaxValue(patienceRange.mostHours),
      )
      .addStringOption((option) =>
        option
          .setName('reminders')
          .setDescription('When the payer is reminded, such as 24h, 2d, or none')
          .setMaxLength(60),
      )
      .addBooleanOption((option) =>
        option.setName('top_ups').setDescription('Whether people may add money to their wallet'),
      )
      .addBooleanOption((option) =>
        option
          .setName('withdrawals')
          .setDescription('Whether people may ask staff to pay out what their wallet has'),
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
