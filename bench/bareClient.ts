import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';

// What everything is compared with: discord.js as its guide sets it up, one reply to whatever is asked.
const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: process.env.DISCORD_API_URL ?? '', version: '10' },
});
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isRepliable()) void interaction.reply({ content: 'Done.', flags: MessageFlags.Ephemeral });
});
client.once(Events.ClientReady, () => console.log('{"msg":"Ready"}'));
await client.login(process.env.DISCORD_TOKEN);
// An orderly end, as the bot has it: only then does Node keep what it compiled for the next start.
process.once('SIGTERM', () => void client.destroy());
