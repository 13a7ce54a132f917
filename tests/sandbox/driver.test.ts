import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  type Client,
  EmbedBuilder,
  Events,
  type Interaction,
  InteractionContextType,
  MessageFlags,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  formatTranscript,
  type OptionValues,
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import { startBot } from './bot.ts';

let sandbox: Sandbox;
let bot: Client<true>;
let guild: SandboxGuild;
let orders: SandboxChannel;
let dana: Person;
let mia: Person;

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('addorder')
    .setDescription('Adds')
    .setDefaultMemberPermissions(32)
    .setContexts(InteractionContextType.Guild)
    .addUserOption((option) => option.setName('user').setDescription('Who').setRequired(true))
    .addStringOption((option) => option.setName('service').setDescription('What').setMaxLength(10))
    .addStringOption((option) =>
      option.setName('method').setDescription('How').addChoices({ name: 'Stripe', value: 'stripe' }),
    )
    .addIntegerOption((option) => option.setName('limit').setDescription('Many').setMaxValue(25)),
  new SlashCommandBuilder()
    .setName('track')
    .setDescription('Tracks')
    .addStringOption((option) => option.setName('id').setDescription('Which').setAutocomplete(true)),
  new SlashCommandBuilder()
    .setName('setup')
    .setDescription('Sets up')
    .addSubcommand((sub) =>
      sub
        .setName('roles')
        .setDescription('Roles')
        .addRoleOption((option) => option.setName('support').setDescription('Support'))
        .addChannelOption((option) => option.setName('log').setDescription('Log')),
    ),
];

function card(user: string) {
  return {
    content: `Order of <@${user}>`,
    embeds: [new EmbedBuilder().setTitle('In Progress').addFields({ name: 'Amount', value: '$150.00' })],
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        new ButtonBuilder().setCustomId('timeline').setLabel('Timeline').setStyle(ButtonStyle.Secondary),
        new ButtonBuilder().setCustomId('done').setLabel('Done').setStyle(ButtonStyle.Success).setDisabled(),
        new ButtonBuilder().setURL('https://example.com').setLabel('Site').setStyle(ButtonStyle.Link),
      ),
      new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
        new StringSelectMenuBuilder()
          .setCustomId('open')
          .setPlaceholder('Open an order')
          .addOptions({ label: 'ABC123', value: 'abc' }),
      ),
    ],
    allowedMentions: { parse: [] },
  };
}

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond([{ name: `${typed}123`, value: `${typed}123` }]);
  } else if (interaction.isButton()) {
    await interaction.reply({ content: 'The timeline', flags: MessageFlags.Ephemeral });
  } else if (interaction.isStringSelectMenu()) {
    await interaction.update({ content: `Opened ${interaction.values.join()}`, components: [] });
  } else if (interaction.isChatInputCommand()) {
    if (interaction.commandName === 'setup') {
      const role = interaction.options.getRole('support', true);
      const log = interaction.options.getChannel('log', true, [ChannelType.GuildText]);
      await interaction.reply(`${interaction.options.getSubcommand()} ${role} ${log}`);
    } else if (interaction.commandName === 'track') {
      await interaction.reply(interaction.inGuild() ? 'in a server' : 'in private');
    } else {
      const user = interaction.options.getUser('user', true);
      await interaction.reply(card(user.id));
      await user.send('Your order was added <t:0:d>');
    }
  }
}

beforeAll(async () => {
  sandbox = await startSandbox();
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  orders = guild.createChannel({ name: 'orders' });
  dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  mia = guild.join({ username: 'mia' });
  bot = await startBot(sandbox);
  await bot.application.commands.set(COMMANDS);
  bot.on(Events.InteractionCreate, (interaction) => void answer(interaction));
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

test("what Discord's client would not send is not sent", async () => {
  const refused: [OptionValues, string][] = [
    [{}, 'The option "user" is required'],
    [{ user: 'mia' }, 'The option "user" takes a user'],
    [{ user: mia, service: 'x'.repeat(11) }, 'takes at most 10 characters'],
    [{ user: mia, service: 5 }, 'takes text'],
    [{ user: mia, service: '' }, 'is empty'],
    [{ user: mia, method: 'cash' }, 'offers Stripe, not "cash"'],
    [{ user: mia, limit: 26 }, 'must be at most 25'],
    [{ user: mia, limit: 1.5 }, 'takes a whole number'],
    [{ user: mia, colour: 'red' }, 'There is no option "colour"'],
  ];
  for (const [values, message] of refused) {
    await expect(dana.slash('addorder', values)).rejects.toThrow(message);
  }
  const long = mia.slash('track', { id: 'x'.repeat(6001) });
  await expect(long).rejects.toThrow('takes at most 6000 characters');
  await expect(mia.slash('nothing')).rejects.toThrow('There is no command /nothing');
  await expect(mia.slash('setup')).rejects.toThrow('/setup needs a subcommand: roles');
});

test('a command is closed to those without its permissions, and where it is not offered', async () => {
  await expect(mia.slash('addorder', { user: mia })).rejects.toThrow("mia can't use /addorder");
  await expect(dana.slashInDirectMessage('addorder', { user: mia })).rejects.toThrow('not offered in direct');
  const quiet = guild.createChannel({
    name: 'quiet',
    overwrites: [{ for: 'everyone', deny: ['UseApplicationCommands'] }],
  });
  await expect(mia.slash('track', {}, { channel: quiet })).rejects.toThrow('not allowed in this channel');
  const hidden = guild.createChannel({
    name: 'hidden',
    overwrites: [{ for: 'everyone', deny: ['ViewChannel'] }],
  });
  await expect(mia.slash('track', {}, { channel: hidden })).rejects.toThrow("mia can't see that channel");
  expect((await mia.slashInDirectMessage('track')).text()).toBe('in private');
});

test('a message is read, pressed and chosen in as a person would', async () => {
  const message = await dana.slash('addorder', { user: mia, method: 'Stripe' });
  expect(message.text()).toBe(
    'Order of @mia\nIn Progress\nAmount\n$150.00\n[Timeline] [Done] (disabled) [Site]\n[Open an order ▾]',
  );
  expect(message.labels).toEqual(['Timeline', 'Done', 'Site']);
  expect(message.pinged).toEqual([]);
  await expect(mia.click(message, 'Refund')).rejects.toThrow('There is no button "Refund"');
  await expect(mia.click(message, 'Done')).rejects.toThrow('The button "Done" is disabled');
  await expect(mia.click(message, 'Site')).rejects.toThrow('opens https://example.com');
  const timeline = await mia.click(message, 'Timeline');
  expect([timeline.content, timeline.ephemeral]).toEqual(['The timeline', true]);
  await expect(mia.select(message, 'Open an order', ['XYZ'])).rejects.toThrow('It offers: ABC123');
  await expect(mia.select(message, 'Open an order', [])).rejects.toThrow('takes 1 to 1 values, not 0');
  expect(await mia.select(message, 'Open an order', ['ABC123'])).toBe(message);
  expect(message.text()).toBe('Opened abc\nIn Progress\nAmount\n$150.00');
  expect((await mia.nextMessage()).text()).toBe('Your order was added 1970-01-01');
});

test('autocomplete, subcommands, roles and channels arrive as they were given', async () => {
  const offered = [{ name: 'AB123', value: 'AB123' }];
  expect(await mia.autocomplete('track', { id: 'AB' }, 'id')).toEqual(offered);
  const direct = { inDirectMessage: true };
  expect(await mia.autocomplete('track', { id: 'AB' }, 'id', direct)).toEqual(offered);
  const support = guild.createRole({ name: 'Support' });
  const answered = await dana.slash('setup roles', { support, log: orders });
  expect(answered.text()).toBe('roles @Support #orders');
});

test('waiting is bounded and says what was last seen', async () => {
  const message = await dana.slash('track');
  await expect(message.until(({ content }) => content === 'other', 20)).rejects.toThrow(
    'Last seen:\nin a server',
  );
  const edited = message.until(({ content }) => content === 'edited');
  const channel = await bot.channels.fetch(message.channelId);
  if (channel?.isTextBased()) await channel.messages.edit(message.id, 'edited');
  expect((await edited).edited).toBe(true);
});

test('the transcript tells who saw what, where and when', () => {
  const transcript = sandbox.transcript();
  expect(transcript.map(({ atMs }) => atMs)).toEqual(transcript.map(({ atMs }) => atMs).toSorted());
  expect(transcript).toContainEqual(
    expect.objectContaining({
      where: '#orders in Pixel Forge',
      who: 'Orderly',
      what: 'The timeline',
      onlySeenBy: 'mia',
    }),
  );
  const text = formatTranscript(transcript);
  expect(text).toContain('Orderly (only mia sees this)\n    The timeline');
  expect(text).toContain('dana\n    /addorder user:@mia method:Stripe');
  expect(text).toContain('direct messages of mia  Orderly\n    Your order was added 1970-01-01');
});
