/** Runs the local Discord, Stripe and PayPal as a process of their own, with a prompt to play people by hand. */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { formatTranscript } from './driver/transcript.ts';
import { startLocalPayments } from './localPayments.ts';
import { HELP, Prompt } from './prompt.ts';
import { startSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    token: { type: 'string' },
    // Where the bot serves HTTP: its PORT.
    'bot-port': { type: 'string', default: '8080' },
  },
});
const sandbox = await startSandbox({
  port: Number(values.port),
  ...(values.token ? { token: values.token } : {}),
});
const payments = await startLocalPayments({ publicUrl: `http://127.0.0.1:${values['bot-port']}` });
const guild = sandbox.createGuild({ name: 'Pixel Forge' });
guild.createChannel({ name: 'orders' });
guild.createCategory({ name: 'Tickets' });
guild.join({ username: 'dana', permissions: ['ManageGuild'] });
guild.join({ username: 'mia' });
guild.join({ username: 'mike' });

console.log(`A local Discord with the server "${guild.name}" and dana (staff), mia and mike in it.
Start the bot with:
  DISCORD_API_URL=${sandbox.apiUrl}
  DISCORD_TOKEN=${sandbox.token}
  DISCORD_ATTACHMENT_HOSTS=127.0.0.1:${sandbox.port}
and, to pay through a local Stripe and PayPal, with these too:
${Object.entries(payments.environment)
  .map(([name, value]) => `  ${name}=${value}`)
  .join('\n')}

${HELP}
`);
sandbox.watchTranscript((entry) => console.log(`${formatTranscript([entry])}\n`));

const prompt = new Prompt(sandbox, guild);
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
lines.prompt();
let leaving = process.stdin.isTTY;
for await (const line of lines) {
  leaving ||= line.trim() === 'quit';
  if (line.trim() === 'quit') break;
  if (line.trim()) console.log(await prompt.run(line));
  lines.prompt();
}
// Without a terminal the end of the input is no reason to stop: that is how it runs in the background.
if (leaving) {
  // A pipe that is still open would otherwise keep the process.
  process.stdin.destroy();
  await payments.close();
  await sandbox.close();
}
