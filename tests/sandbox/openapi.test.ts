import {
  ActionRowBuilder,
  ApplicationCommandType,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ChannelType,
  type Client,
  ContainerBuilder,
  ContextMenuCommandBuilder,
  EmbedBuilder,
  Events,
  FileUploadBuilder,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  PermissionFlagsBits,
  RoleSelectMenuBuilder,
  SectionBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
  ThumbnailBuilder,
  UserSelectMenuBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { file, type Sandbox, type SandboxGuild, startSandbox } from '../../sandbox/index.ts';
import { startBot } from './bot.ts';
import { hasOpenApi, OPENAPI_FILE, OpenApiCheck } from './openapi.ts';

const title = hasOpenApi
  ? "what goes over the wire is as Discord's own description says, in both directions"
  : `what goes over the wire is as Discord says (skipped: ${OPENAPI_FILE.pathname} is missing)`;

let check: OpenApiCheck;
let sandbox: Sandbox;
let bot: Client<true>;
let guild: SandboxGuild;

beforeAll(async () => {
  if (!hasOpenApi) return;
  check = new OpenApiCheck();
  sandbox = await startSandbox({ onExchange: (exchange) => check.observe(exchange) });
  guild = sandbox.createGuild({
    name: 'Pixel Forge',
    botPermissions: [
      'ViewChannel',
      'SendMessages',
      'EmbedLinks',
      'AttachFiles',
      'ReadMessageHistory',
      'ManageChannels',
      'ManageMessages',
    ],
  });
  bot = await startBot(sandbox);
});

afterAll(async () => {
  await bot?.destroy();
  await sandbox?.close();
});

const button = (id: string) => new ButtonBuilder().setCustomId(id).setLabel(id).setStyle(ButtonStyle.Primary);

function richMessage() {
  return {
    content: 'Hello <@1>',
    embeds: [
      new EmbedBuilder()
        .setTitle('Order')
        .setURL('https://example.com')
        .setDescription('What it is')
        .setColor(0x3498db)
        .setTimestamp()
        .addFields({ name: 'Amount', value: '$150.00', inline: true })
        .setAuthor({ name: 'Dana', iconURL: 'https://example.com/a.png', url: 'https://example.com' })
        .setFooter({ text: 'ABC123', iconURL: 'https://example.com/a.png' })
        .setImage('attachment://a.txt')
        .setThumbnail('https://example.com/a.png'),
    ],
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        button('go').setEmoji('🔄'),
        button('form'),
        new ButtonBuilder().setURL('https://example.com').setLabel('Site').setStyle(ButtonStyle.Link),
      ),
      new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
        new StringSelectMenuBuilder()
          .setCustomId('choose')
          .setPlaceholder('Choose')
          .addOptions({ label: 'One', value: '1', description: 'first', emoji: '📸', default: true }),
      ),
      new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(
        new UserSelectMenuBuilder().setCustomId('user').setDefaultUsers('100000000000000000'),
      ),
      new ActionRowBuilder<RoleSelectMenuBuilder>().addComponents(
        new RoleSelectMenuBuilder().setCustomId('role'),
      ),
      new ActionRowBuilder<ChannelSelectMenuBuilder>().addComponents(
        new ChannelSelectMenuBuilder().setCustomId('channel').setChannelTypes(ChannelType.GuildText),
      ),
    ],
    files: [new AttachmentBuilder(Buffer.from('hello'), { name: 'a.txt', description: 'a text' })],
  };
}

function newLayout() {
  return {
    flags: MessageFlags.IsComponentsV2 as const,
    components: [
      new TextDisplayBuilder().setContent('### Order'),
      new ContainerBuilder()
        .setAccentColor(0x3498db)
        .addTextDisplayComponents(new TextDisplayBuilder().setContent('inside'))
        .addSeparatorComponents((separator) => separator)
        .addMediaGalleryComponents((gallery) =>
          gallery.addItems({ media: { url: 'https://example.com/a.png' } }),
        )
        .addActionRowComponents((row) => row.setComponents(button('approve'))),
      new SectionBuilder()
        .addTextDisplayComponents(new TextDisplayBuilder().setContent('beside'))
        .setThumbnailAccessory(new ThumbnailBuilder({ media: { url: 'https://example.com/a.png' } })),
    ],
  };
}

const COMMAND = new SlashCommandBuilder()
  .setName('order')
  .setDescription('An order')
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addStringOption((option) =>
    option.setName('id').setDescription('Which').setRequired(true).setAutocomplete(true).setMaxLength(40),
  )
  .addStringOption((option) =>
    option.setName('method').setDescription('How').addChoices({ name: 'Stripe', value: 'stripe' }),
  )
  .addIntegerOption((option) => option.setName('limit').setDescription('Many').setMinValue(1).setMaxValue(25))
  .addNumberOption((option) => option.setName('rate').setDescription('Rate'))
  .addBooleanOption((option) => option.setName('all').setDescription('All'))
  .addAttachmentOption((option) => option.setName('shot').setDescription('Picture'))
  .addUserOption((option) => option.setName('user').setDescription('Who'))
  .addRoleOption((option) => option.setName('role').setDescription('Role'))
  .addMentionableOption((option) => option.setName('someone').setDescription('Who or what'))
  .addChannelOption((option) =>
    option.setName('where').setDescription('Where').addChannelTypes(ChannelType.GuildText),
  );

function evidence() {
  return {
    components: [
      new ContainerBuilder()
        .addMediaGalleryComponents((gallery) =>
          gallery.addItems({ media: { url: 'attachment://a.png' }, description: 'A picture' }),
        )
        .addFileComponents((file) => file.setURL('attachment://b.txt')),
    ],
    files: [
      new AttachmentBuilder(Buffer.from('x'), { name: 'a.png' }),
      new AttachmentBuilder(Buffer.from('y'), { name: 'b.txt', description: 'A text' }),
    ],
  };
}

function allFields(): ModalBuilder {
  const text = new TextInputBuilder().setCustomId('text').setStyle(TextInputStyle.Paragraph);
  return new ModalBuilder()
    .setCustomId('form')
    .setTitle('A form')
    .addTextDisplayComponents(new TextDisplayBuilder().setContent('Hello'))
    .addLabelComponents(
      new LabelBuilder()
        .setLabel('Text')
        .setDescription('Some text')
        .setTextInputComponent(text.setPlaceholder('Type').setMinLength(1).setMaxLength(9).setValue('a')),
      new LabelBuilder()
        .setLabel('Files')
        .setFileUploadComponent(new FileUploadBuilder().setCustomId('files').setMaxValues(10)),
      new LabelBuilder()
        .setLabel('User')
        .setUserSelectMenuComponent(new UserSelectMenuBuilder().setCustomId('user').setRequired(false)),
      new LabelBuilder()
        .setLabel('Choice')
        .setStringSelectMenuComponent(
          new StringSelectMenuBuilder().setCustomId('choice').addOptions({ label: 'One', value: '1' }),
        ),
    );
}

const MENUS = [
  new ContextMenuCommandBuilder().setName('Submit as evidence').setType(ApplicationCommandType.Message),
  new ContextMenuCommandBuilder().setName('Profile').setType(ApplicationCommandType.User),
];

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    await interaction.respond([{ name: 'ABC123', value: 'ABC123' }]);
  } else if (interaction.isChatInputCommand()) {
    if (interaction.options.getBoolean('all')) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral, withResponse: true });
      await interaction.editReply(newLayout());
      await interaction.fetchReply();
      const more = await interaction.followUp({ content: 'More', flags: MessageFlags.Ephemeral });
      await interaction.webhook.editMessage(more.id, { content: 'Still more' });
      await interaction.deleteReply(more.id);
    } else {
      await interaction.reply({ ...richMessage(), withResponse: true });
    }
  } else if (interaction.isMessageContextMenuCommand()) {
    await interaction.reply({ ...evidence(), flags: MessageFlags.Ephemeral | MessageFlags.IsComponentsV2 });
    await interaction.editReply({ ...evidence(), attachments: [] });
    await interaction.followUp({ files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt' })] });
  } else if (interaction.isUserContextMenuCommand()) {
    await interaction.showModal(allFields(), { withResponse: true });
  } else if (interaction.isModalSubmit()) {
    if (interaction.isFromMessage()) await interaction.update({ content: 'Sent', components: [] });
    else await interaction.reply({ content: 'Sent', withResponse: true });
  } else if (interaction.isButton() && interaction.customId === 'form') {
    await interaction.showModal(allFields());
  } else if (interaction.isButton()) {
    await interaction.update({ content: 'Pressed', components: [], withResponse: true });
  } else if (interaction.isAnySelectMenu()) {
    await interaction.deferUpdate({ withResponse: true });
    await interaction.editReply({ content: interaction.values.join() });
    await interaction.deleteReply();
  }
}

test.skipIf(!hasOpenApi)(title, async () => {
  const commands = bot.application.commands;
  const created = await commands.create(COMMAND);
  await commands.edit(created, { description: 'Another order' });
  await commands.set([COMMAND, ...MENUS]);
  await commands.fetch();
  const own = await commands.create(COMMAND, guild.id);
  await commands.fetch(own.id, { guildId: guild.id });
  await commands.set(
    [{ name: 'group', description: 'g', options: [{ type: 1, name: 'sub', description: 's' }] }],
    guild.id,
  );
  await commands.delete((await commands.fetch({ guildId: guild.id })).first()?.id ?? '', guild.id);
  await bot.application.fetch();
  await bot.rest.get('/users/@me');

  const there = await bot.guilds.fetch({ guild: guild.id, force: true });
  await there.roles.fetch();
  const category = await there.channels.create({ name: 'Tickets', type: ChannelType.GuildCategory });
  const text = await there.channels.create({
    name: 'ticket abc123',
    parent: category,
    topic: 'Order ABC123',
    permissionOverwrites: [{ id: there.id, allow: ['ViewChannel'] }],
  });
  await text.setTopic('Order ABC124');
  await there.channels.fetch();
  await bot.channels.fetch(text.id, { force: true });
  const posted = await text.send({ ...richMessage(), nonce: '42', enforceNonce: true });
  await posted.reply('a reply');
  await posted.edit({ content: 'edited', embeds: [] });
  await posted.edit({ attachments: [], files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt' })] });
  await text.send(newLayout());
  await text.messages.fetch({ limit: 10 });
  await text.messages.fetch({ message: posted.id, force: true });
  await posted.delete();
  await expect(text.send('')).rejects.toThrow();

  const mia = guild.join({ username: 'mia', permissions: ['ManageGuild'] });
  const role = guild.createRole({ name: 'Support' });
  await there.members.fetch(mia.id);
  await (await bot.users.fetch(mia.id, { force: true })).send('Hello');
  mia.closeDirectMessages();
  await expect(bot.users.send(mia.id, 'Hello')).rejects.toThrow('Cannot send messages to this user');

  const answers: Promise<void>[] = [];
  bot.on(Events.InteractionCreate, (interaction) => void answers.push(answer(interaction)));
  const where = guild.channel('ticket-abc123');
  const values = { id: 'A', method: 'Stripe', limit: 5, rate: 0.5, user: mia, role, someone: mia, where };
  expect(await mia.autocomplete('order', values, 'id')).toHaveLength(1);
  const first = await mia.slash('order', values, { channel: where });
  await mia.select(first, 'user', [mia]);
  await mia.click(await mia.slash('order', values, { channel: where }), 'go');
  await mia.slash('order', { id: 'A', all: true, shot: file('a.png', 'x') }, { channel: where });
  const said = mia.say('', { channel: where, files: [file('a.png', 'x')] });
  await text.messages.fetch({ message: said.id, force: true });
  await mia.useMessageMenu(said, 'Submit as evidence');
  const filled = { Files: [file('a.png', 'x')], User: mia, Choice: 'One' };
  await (await mia.userMenuForm(mia, 'Profile', { channel: where })).submit(filled);
  const again = await mia.slash('order', values, { channel: where });
  await (await mia.openForm(again, 'form')).submit(filled);
  await Promise.all(answers);
  await text.delete();

  expect(check.problems.join('\n\n')).toBe('');
  expect(check.checked.size).toBeGreaterThan(40);
});

test.skipIf(!hasOpenApi)('a body that Discord does not describe is noticed', () => {
  const strict = new OpenApiCheck();
  const exchange = {
    method: 'POST',
    route: 'POST /users/@me/channels',
    path: '/users/@me/channels',
    status: 200,
  };
  const channel = { id: '100000000000000000', type: 1, flags: 0, recipients: [] };
  strict.observe({ ...exchange, requestBody: { recipient_id: '1' }, responseBody: channel });
  expect(strict.problems).toEqual([]);
  strict.observe({ ...exchange, requestBody: { recipent: '1' }, responseBody: channel });
  expect(strict.problems.at(-1)).toContain(
    'must NOT have additional properties {"additionalProperty":"recipent"}',
  );
  strict.observe({ ...exchange, requestBody: undefined, responseBody: { ...channel, flags: undefined } });
  expect(strict.problems.at(-1)).toContain("must have required property 'flags'");
  strict.observe({ ...exchange, status: 403, requestBody: undefined, responseBody: { code: 50007 } });
  expect(strict.problems.at(-1)).toContain("must have required property 'message'");
  strict.observe({ ...exchange, path: '/nowhere', requestBody: undefined, responseBody: {} });
  expect(strict.problems.at(-1)).toBe('/nowhere: not described by Discord');
});
