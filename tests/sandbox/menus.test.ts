import {
  ApplicationCommandType,
  type Client,
  ContextMenuCommandBuilder,
  Events,
  type Interaction,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  file,
  formatTranscript,
  ManualClock,
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import { startBot } from './bot.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let bot: Client<true>;
let guild: SandboxGuild;
let orders: SandboxChannel;
let dana: Person;
let mike: Person;

const COMMANDS = [
  new ContextMenuCommandBuilder().setName('Submit as evidence').setType(ApplicationCommandType.Message),
  new ContextMenuCommandBuilder().setName('Reject').setType(ApplicationCommandType.Message),
  new ContextMenuCommandBuilder()
    .setName('Worker Profile')
    .setType(ApplicationCommandType.User)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .setContexts(InteractionContextType.Guild),
  new ContextMenuCommandBuilder().setName('Rename').setType(ApplicationCommandType.User),
  { name: 'reject', description: 'A slash command' },
];

const reason = { type: 18, label: 'Why', component: { type: 4, custom_id: 'why', style: 1 } };
const form = { custom_id: 'why', title: 'Why?', components: [reason] };

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isMessageContextMenuCommand()) {
    const { targetMessage, commandName } = interaction;
    if (commandName === 'Reject') {
      await interaction.showModal(form);
      return;
    }
    const bodies = await Promise.all(
      targetMessage.attachments.map(async ({ url }) => (await fetch(url)).text()),
    );
    const content = `${targetMessage.author.username}: ${targetMessage.content} ${bodies.join(' and ')}`;
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
  } else if (interaction.isUserContextMenuCommand()) {
    const { targetUser, targetMember, targetId } = interaction;
    if (interaction.commandName === 'Rename') {
      await interaction.showModal(form);
      return;
    }
    const roles = targetMember && 'cache' in targetMember.roles ? targetMember.roles.cache.size : 0;
    await interaction.reply(`${targetUser.username} ${targetId === targetUser.id} ${roles}`);
  } else if (interaction.isModalSubmit()) {
    await interaction.reply(`because ${interaction.fields.getTextInputValue('why')}`);
  }
}

beforeAll(async () => {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock });
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  orders = guild.createChannel({ name: 'orders' });
  dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  mike = guild.join({ username: 'mike', roles: [guild.createRole({ name: 'Worker' })] });
  bot = await startBot(sandbox);
  await bot.application.commands.set(COMMANDS);
  bot.on(Events.InteractionCreate, (interaction) => void answer(interaction));
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

test('a command in the menu of a message brings the message, files included, without any intent', async () => {
  const said = mike.say('done', { files: [file('a.png', 'one'), file('b.png', 'two')] });
  const answered = await mike.useMessageMenu(said, 'Submit as evidence');
  expect([answered.text(), answered.ephemeral]).toEqual(['mike: done one and two', true]);
  expect(answered.record.wire.type).toBe(23);
  clock.advance(3 * 24 * 60 * 60_000);
  expect((await dana.useMessageMenu(said, 'Submit as evidence')).text()).toBe('mike: done one and two');
  expect(formatTranscript(sandbox.transcript())).toContain(
    'mike\n    Submit as evidence, on the message of mike',
  );
});

test('a command in the menu of a person brings the person and the membership', async () => {
  expect((await dana.useUserMenu(mike, 'Worker Profile')).text()).toBe('mike true 2');
  expect(formatTranscript(sandbox.transcript())).toContain('dana\n    Worker Profile, on @mike');
});

test('a command in a menu may open a form', async () => {
  const opened = await mike.messageMenuForm(mike.say('done'), 'Reject');
  expect((await opened.submit({ Why: 'it is dark' })).text()).toBe('because it is dark');
  const renaming = await mike.userMenuForm(dana, 'Rename');
  expect((await renaming.submit({ Why: 'fun' })).text()).toBe('because fun');
});

test('menus offer only what is registered for them, to whom may use it, where it is offered', async () => {
  const said = mike.say('done');
  await expect(mike.useMessageMenu(said, 'Worker Profile')).rejects.toThrow(
    'There is no command "Worker Profile" in that menu',
  );
  await expect(mike.useMessageMenu(said, 'reject')).rejects.toThrow('There is no command "reject"');
  await expect(mike.useUserMenu(dana, 'Submit as evidence')).rejects.toThrow('There is no command');
  await expect(mike.slash('Reject')).rejects.toThrow('There is no command /Reject');
  await expect(mike.useUserMenu(dana, 'Worker Profile')).rejects.toThrow('permissions for it are missing');
  const direct = dana.useUserMenu(mike, 'Worker Profile', { inDirectMessage: true });
  await expect(direct).rejects.toThrow('not offered in direct messages');
  const silent = guild.createChannel({
    name: 'silent',
    overwrites: [{ for: 'everyone', deny: ['UseApplicationCommands'] }],
  });
  const there = mike.say('done', { channel: silent });
  await expect(mike.useMessageMenu(there, 'Reject')).rejects.toThrow('commands are not allowed');
});

test('what a person does not see has no menu, nor has what only one person sees', async () => {
  const hidden = guild.createChannel({
    name: 'hidden',
    overwrites: [
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: dana, allow: ['ViewChannel'] },
    ],
  });
  const secret = dana.say('secret', { channel: hidden });
  await expect(mike.useMessageMenu(secret, 'Reject')).rejects.toThrow("mike can't see that message");
  const only = await mike.useMessageMenu(mike.say('x', { channel: orders }), 'Submit as evidence');
  await expect(mike.useMessageMenu(only, 'Reject')).rejects.toThrow('only one person sees');
});
