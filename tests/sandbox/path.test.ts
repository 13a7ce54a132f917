import { type Client, Events, MessageFlags, SlashCommandBuilder } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { startBot } from './bot.ts';

let sandbox: Sandbox;
let bot: Client<true>;

beforeAll(async () => {
  sandbox = await startSandbox();
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  bot = await startBot(sandbox);
  const command = new SlashCommandBuilder()
    .setName('addorder')
    .setDescription('Adds an order')
    .addUserOption((option) => option.setName('user').setDescription('Who').setRequired(true));
  await bot.application.commands.set([command]);
  bot.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const customer = interaction.options.getUser('user', true);
    await interaction.reply({ content: `Added for ${customer}`, flags: MessageFlags.Ephemeral });
    await customer.send('Your order was added.');
  });
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

test('a slash command is answered for one person only, and the customer gets a direct message', async () => {
  const guild = sandbox.createGuild({ name: 'Second' });
  const orders = guild.createChannel({ name: 'orders' });
  const dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  const mia = guild.join({ username: 'mia' });
  const answer = await dana.slash('addorder', { user: mia });
  expect(answer.text()).toBe('Added for @mia');
  expect(answer.ephemeral).toBe(true);
  const message = await mia.nextMessage();
  expect(message.content).toBe('Your order was added.');
  expect(orders.messagesSeenBy(dana)).toHaveLength(1);
  expect(orders.messagesSeenBy(mia)).toHaveLength(0);
});
