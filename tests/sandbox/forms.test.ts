import {
  ActionRowBuilder,
  ChannelSelectMenuBuilder,
  ChannelType,
  type Client,
  Events,
  FileUploadBuilder,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  RoleSelectMenuBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  FormOpened,
  type FormValues,
  file,
  formatTranscript,
  type MessageView,
  type Person,
  type Sandbox,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import { startBot } from './bot.ts';

let sandbox: Sandbox;
let bot: Client<true>;
let guild: SandboxGuild;
let mike: Person;
let card: MessageView;
/** What the bot was sent by the last form, as on the wire. */
let sent: unknown;

const text = (id: string) => new TextInputBuilder().setCustomId(id).setStyle(TextInputStyle.Paragraph);
const label = (name: string) => new LabelBuilder().setLabel(name);

function evidenceForm(): ModalBuilder {
  return new ModalBuilder()
    .setCustomId('evidence')
    .setTitle('Submit evidence')
    .addTextDisplayComponents(new TextDisplayBuilder().setContent('For order **ABC123**'))
    .addLabelComponents(
      label('Screenshots')
        .setDescription('PNG or JPEG')
        .setFileUploadComponent(new FileUploadBuilder().setCustomId('files').setMinValues(2).setMaxValues(3)),
      label('Notes').setTextInputComponent(
        text('notes').setRequired(false).setMinLength(3).setMaxLength(10).setPlaceholder('Anything'),
      ),
    );
}

function pickersForm(): ModalBuilder {
  return new ModalBuilder()
    .setCustomId('pickers')
    .setTitle('Pick')
    .addLabelComponents(
      label('Kind').setStringSelectMenuComponent(
        new StringSelectMenuBuilder()
          .setCustomId('kind')
          .addOptions({ label: 'One', value: '1', default: true }, { label: 'Two', value: '2' }),
      ),
      label('Who').setUserSelectMenuComponent(
        new UserSelectMenuBuilder().setCustomId('who').setMaxValues(2).setRequired(false),
      ),
      label('Role').setRoleSelectMenuComponent(
        new RoleSelectMenuBuilder().setCustomId('role').setDefaultRoles(guild.role('Support').id),
      ),
      label('Where').setChannelSelectMenuComponent(
        new ChannelSelectMenuBuilder().setCustomId('where').setChannelTypes(ChannelType.GuildText),
      ),
      label('Name').setTextInputComponent(
        new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short).setValue('as before'),
      ),
    );
}

const button = (id: string) => ({ type: 2, style: 1, label: id, custom_id: id });
const select = { type: 3, custom_id: 'choose', options: [{ label: 'A form', value: 'a' }] };

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) {
    if (interaction.commandName === 'report') await interaction.showModal(evidenceForm());
    else {
      const components = [
        { type: 1, components: ['evidence', 'pickers', 'plain', 'legacy'].map(button) },
        { type: 1, components: [select] },
      ];
      await interaction.reply({ content: 'A card', components });
    }
  } else if (interaction.isStringSelectMenu()) {
    await interaction.showModal(evidenceForm());
  } else if (interaction.isButton()) {
    const { customId } = interaction;
    if (customId === 'evidence') await interaction.showModal(evidenceForm(), { withResponse: true });
    else if (customId === 'pickers') await interaction.showModal(pickersForm());
    else if (customId === 'legacy') {
      const row = new ActionRowBuilder<TextInputBuilder>().addComponents(text('reason').setLabel('Reason'));
      await interaction.showModal(
        new ModalBuilder().setCustomId('legacy').setTitle('Reject').addComponents(row),
      );
    } else await interaction.reply('no form');
  } else if (interaction.isModalSubmit()) {
    const { fields } = interaction;
    if (interaction.customId === 'evidence') {
      const files = [...(fields.getUploadedFiles('files')?.values() ?? [])];
      const names = files.map(({ name, size }) => `${name} ${size}`).join(', ');
      const content = `${names} / ${fields.getTextInputValue('notes')}`;
      await interaction.reply({ content, flags: MessageFlags.Ephemeral });
    } else if (interaction.customId === 'pickers') {
      const parts = [
        fields.getStringSelectValues('kind'),
        fields.getSelectedUsers('who')?.map(({ username }) => username),
        fields.getSelectedRoles('role')?.map((role) => role?.name),
        fields
          .getSelectedChannels('where')
          ?.map((channel) => (channel && 'name' in channel ? channel.name : '')),
        fields.getTextInputValue('name'),
      ];
      await interaction.reply(parts.join(' / '));
    } else if (interaction.isFromMessage()) {
      await interaction.update({
        content: `Rejected: ${fields.getTextInputValue('reason')}`,
        components: [],
      });
    }
  }
}

beforeAll(async () => {
  sandbox = await startSandbox();
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  guild.createCategory({ name: 'Tickets' });
  guild.createRole({ name: 'Support' });
  mike = guild.join({ username: 'mike' });
  bot = await startBot(sandbox);
  await bot.application.commands.set([
    { name: 'card', description: 'A card' },
    { name: 'report', description: 'A form' },
  ]);
  const { dispatch } = sandbox.world;
  sandbox.world.dispatch = (event, data, audience) => {
    if (event === 'INTERACTION_CREATE') sent = Object(data).data;
    dispatch(event, data, audience);
  };
  bot.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  card = await mike.slash('card');
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

const shots = (count: number) => Array.from({ length: count }, (_, index) => file(`${index}.png`, 'x'));

test('a button opens a form, which shows what it asks for', async () => {
  const form = await mike.openForm(card, 'evidence');
  expect([form.title, form.customId]).toEqual(['Submit evidence', 'evidence']);
  expect(form.text()).toBe(
    'Submit evidence\nFor order **ABC123**\nScreenshots\nPNG or JPEG\n[Upload files]\nNotes (optional)\n[Anything]',
  );
  expect(form.fields).toMatchObject([
    { label: 'Screenshots', customId: 'files', kind: 'files', required: true, min: 2, max: 3 },
    { label: 'Notes', customId: 'notes', kind: 'text', required: false, min: 3, max: 10 },
  ]);
});

test('files and texts of a form arrive as Discord sends them', async () => {
  const form = await mike.openForm(card, 'evidence');
  const answered = await form.submit({ Screenshots: shots(2), notes: 'All done' });
  expect([answered.text(), answered.ephemeral]).toEqual(['0.png 1, 1.png 1 / All done', true]);
  const ids = Object.keys(Object(Object(sent).resolved).attachments);
  expect(sent).toMatchObject({
    custom_id: 'evidence',
    components: [
      { type: 10, id: 1 },
      { type: 18, id: 2, component: { type: 19, id: 3, custom_id: 'files', values: ids } },
      { type: 18, id: 4, component: { type: 4, id: 5, custom_id: 'notes', value: 'All done' } },
    ],
    resolved: { attachments: { [ids[0] ?? '']: { filename: '0.png', ephemeral: true } } },
  });
  await expect(form.submit({ Screenshots: shots(2) })).rejects.toThrow('was sent already');
});

test.each<[string, FormValues, string]>([
  ['a required field that is empty', {}, '"Screenshots" is required'],
  ['too few files', { Screenshots: shots(1) }, '"Screenshots" takes at least 2 files'],
  ['too many files', { Screenshots: shots(4) }, '"Screenshots" takes at most 3 files'],
  ['a text where files go', { Screenshots: 'a.png' }, '"Screenshots" takes files'],
  ['a file where text goes', { Screenshots: shots(2), Notes: shots(1) }, '"Notes" takes text'],
  ['a text too short', { Screenshots: shots(2), Notes: 'no' }, '"Notes" takes at least 3 characters'],
  ['a text too long', { Screenshots: shots(2), Notes: 'x'.repeat(11) }, '"Notes" takes at most 10'],
  ['a field that is not there', { Colour: 'red' }, 'no field "Colour". It has: Screenshots, Notes'],
  ['a file too large', { Screenshots: file('a.png', Buffer.alloc(11 * 1024 * 1024)) }, 'at least 2 files'],
  [
    'two files too large',
    { Screenshots: [file('a.png', 'x'), file('b.png', Buffer.alloc(11 * 1024 * 1024))] },
    'The file "b.png" is too large',
  ],
])('%s is not sent, and the form stays open', async (_, values, message) => {
  const form = await mike.openForm(card, 'evidence');
  await expect(form.submit(values)).rejects.toThrow(message);
  expect((await form.submit({ files: shots(3) })).text()).toBe('0.png 1, 1.png 1, 2.png 1 /');
});

test('selects in a form send what was chosen, or what was prefilled', async () => {
  const [support, orders] = [guild.role('Support'), guild.channel('orders')];
  const first = await mike.openForm(card, 'pickers');
  expect((await first.submit({ Where: orders })).text()).toBe('1 /  / Support / orders / as before');
  const form = await mike.openForm(card, 'pickers');
  const filled = { Kind: 'Two', Who: [mike], Role: [support], Where: orders, Name: 'new' };
  const refused: [FormValues, string][] = [
    [{ Kind: 'Three' }, 'It offers: One, Two'],
    [{ Kind: ['One', 'Two'] }, '"Kind" takes at most 1 choices'],
    [{ Kind: [] }, '"Kind" is required'],
    [{ Who: 'mike' }, "doesn't offer that"],
    [{ Who: support }, "doesn't offer that"],
    [{ Where: guild.channel('Tickets') }, "doesn't offer #Tickets"],
    [{ Where: file('a.png', 'x') }, '"Where" can\'t take a file'],
    [{ Name: 'two\nlines' }, '"Name" takes one line'],
    [{ Name: '' }, '"Name" is required'],
  ];
  for (const [values, message] of refused) {
    await expect(form.submit({ ...filled, ...values })).rejects.toThrow(message);
  }
  expect((await form.submit(filled)).text()).toBe('2 / mike / Support / orders / new');
});

test('a form of the older kind can update the message that it came from', async () => {
  const other = await mike.slash('card');
  const form = await mike.openForm(other, 'legacy');
  expect(form.text()).toBe('Reject\nReason\n[]');
  expect(await form.submit({ Reason: 'Blurry\nand dark' })).toBe(other);
  expect(other.text()).toBe('Rejected: Blurry\nand dark');
  const input = { type: 4, id: 2, custom_id: 'reason', value: 'Blurry\nand dark' };
  expect(sent).toMatchObject({ components: [{ type: 1, id: 1, components: [input] }] });
});

test('commands and selects open forms, too', async () => {
  const byCommand = await mike.slashForm('report');
  expect((await byCommand.submit({ files: shots(2) })).text()).toBe('0.png 1, 1.png 1 /');
  const bySelect = await mike.selectForm(card, 'choose', ['A form']);
  expect(bySelect.title).toBe('Submit evidence');
});

test('a form where a message was waited for is told, and the other way round', async () => {
  const clicked = mike.click(card, 'evidence');
  await expect(clicked).rejects.toThrow('opened the form "Submit evidence" instead');
  await expect(clicked).rejects.toThrow(FormOpened);
  await expect(mike.openForm(card, 'plain')).rejects.toThrow('opened no form, but answered:\nno form');
});

test('the transcript tells of forms, to whom they opened', async () => {
  const words = formatTranscript(sandbox.transcript());
  expect(words).toContain('Orderly (only mike sees this) (opened a form)\n    Submit evidence\n');
  expect(words).toContain(
    'mike (only mike sees this)\n    submit Submit evidence Screenshots:[0.png], [1.png] Notes:All done',
  );
});
