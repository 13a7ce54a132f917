import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, Events, type Interaction, MessageFlags } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { HELP, Prompt } from '../../sandbox/prompt.ts';
import { startBot } from './bot.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let bot: Client<true>;
let prompt: Prompt;

const ORDER = {
  name: 'order',
  description: 'Orders',
  options: [
    { type: 6, name: 'user', description: 'Who', required: true },
    { type: 3, name: 'service', description: 'What', autocomplete: true },
    { type: 4, name: 'limit', description: 'Many' },
  ],
};

const EVIDENCE = {
  name: 'evidence',
  description: 'Evidence',
  options: [
    { type: 11, name: 'shot', description: 'Picture' },
    { type: 3, name: 'notes', description: 'Notes' },
  ],
};

const options = ['Poor', 'Good', 'Great'].map((name) => ({ label: name, value: name }));
const FORM = {
  custom_id: 'form',
  title: 'A form',
  components: [
    { type: 18, label: 'My notes', component: { type: 4, custom_id: 'notes', style: 1, required: false } },
    { type: 18, label: 'Shots', component: { type: 19, custom_id: 'shots', max_values: 2 } },
    {
      type: 18,
      label: 'Marks',
      component: { type: 3, custom_id: 'marks', options, max_values: 2, required: false },
    },
    { type: 18, label: 'Who', component: { type: 5, custom_id: 'who', required: false } },
  ],
};

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    await interaction.respond([{ name: 'Website', value: 'website' }]);
  } else if (interaction.isContextMenuCommand()) {
    if (interaction.isUserContextMenuCommand()) await interaction.showModal(FORM);
    else if (interaction.isMessageContextMenuCommand()) {
      await interaction.reply(`about: ${interaction.targetMessage.content}`);
    }
  } else if (interaction.isModalSubmit()) {
    const { fields } = interaction;
    const names = fields.getUploadedFiles('shots')?.map(({ name }) => name);
    const who = fields.getSelectedUsers('who')?.map(({ username }) => username);
    const parts = [fields.getTextInputValue('notes'), names, fields.getStringSelectValues('marks'), who];
    await interaction.reply(parts.join(' / '));
  } else if (interaction.isChatInputCommand() && interaction.commandName === 'evidence') {
    const shot = interaction.options.getAttachment('shot', true);
    await interaction.reply(`${shot.name} ${shot.size} ${interaction.options.getString('notes')}`);
  } else if (interaction.isButton() || interaction.isStringSelectMenu()) {
    await interaction.reply({ content: `used ${interaction.customId}`, flags: MessageFlags.Ephemeral });
  } else if (interaction.isChatInputCommand()) {
    const { options } = interaction;
    const words = [options.getUser('user', true), options.getString('service'), options.getInteger('limit')];
    const select = { type: 3, custom_id: 'pick', options: [{ label: 'ABC', value: 'a' }] };
    const button = { type: 2, style: 1, label: 'Time line', custom_id: 'timeline' };
    const components = [
      { type: 1, components: [button] },
      { type: 1, components: [select] },
    ];
    await interaction.reply({ content: words.join(' / '), components });
    await options.getUser('user', true).send('An order for you');
  }
}

beforeAll(async () => {
  sandbox = await startSandbox();
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  prompt = new Prompt(sandbox, guild);
  bot = await startBot(sandbox);
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, ORDER);
  bot.on(Events.InteractionCreate, (interaction) => void answer(interaction));
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

test('people are played by lines of text', async () => {
  expect(await prompt.run('join dana ManageGuild')).toBe('@dana is here.');
  await prompt.run('join mia');
  expect(await prompt.run('people')).toBe('@dana @mia');
  expect(await prompt.run('commands')).toBe('/order  Orders');
  expect(await prompt.run('dana: /order user:@mia service:Website for: me limit:3')).toBe('');
  expect(await prompt.run('mia: see #orders')).toContain('@mia / Website for: me / 3');
  expect(await prompt.run('mia: click Time line')).toBe('');
  expect(await prompt.run('mia: choose ABC')).toBe('');
  expect(await prompt.run('mia: see #orders')).toMatch(/used timeline\n(.|\n)*used pick/);
  expect(await prompt.run('dana: see #orders')).not.toContain('used');
  expect(await prompt.run('dana: type /order user:@mia service:W')).toBe('Website  → website');
  expect(await prompt.run('dana: type /order service:W')).toBe('Website  → website');
  expect(await prompt.run('mia: inbox')).toBe('— Orderly:\nAn order for you');
  await prompt.run('channel tickets');
  await prompt.run('mia: #tickets: say hello');
  expect(await prompt.run('dana: see #tickets')).toBe('— mia:\nhello');
});

test('files are given by their paths, to commands, in messages and in forms', async () => {
  await Promise.all(
    [EVIDENCE, { type: 3, name: 'Quote' }, { type: 2, name: 'Report' }].map((command) =>
      rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command),
    ),
  );
  const folder = await mkdtemp(join(tmpdir(), 'prompt-'));
  const [one, two] = [join(folder, 'one.png'), join(folder, 'the other.txt')];
  await Promise.all([writeFile(one, 'x'), writeFile(two, 'xy')]);

  await prompt.run('join mike');
  await prompt.run('channel evidence');
  expect(await prompt.run(`mike: #evidence: /evidence shot:file:${one} notes:all done`)).toBe('');
  expect(await prompt.run(`mike: #evidence: say done file:"${two}" file:${one}`)).toBe('');
  expect(await prompt.run('mike: menu Quote')).toBe('');
  const seen = await prompt.run('mike: see #evidence');
  expect(seen).toContain('one.png 1 all done');
  expect(seen).toContain('done\n[the_other.txt]\n[one.png]');
  expect(seen).toContain('about: done');

  const opened = 'A form opened. Send it with\nmike: fill My notes:text Shots:file:path';
  expect(await prompt.run('mike: #evidence: menu @mike Report')).toBe(
    `${opened} Marks:Poor,Good,Great Who:user`,
  );
  expect(await prompt.run('mike: fill My notes:hello')).toBe('! The field "Shots" is required.');
  const filled = `Shots:file:${one} file:"${two}" My notes:as: said marks:Poor, Great Who:@mike`;
  expect(await prompt.run(`mike: fill ${filled}`)).toBe('');
  expect(await prompt.run('mike: see #evidence')).toContain(
    'as: said / one.png,the_other.txt / Poor,Great / mike',
  );
  expect(await prompt.run('mike: fill My notes:again')).toBe('! @mike has no form open.');
  expect(await prompt.run('mike: /evidence shot:one.png')).toBe('! The option "shot" takes file:path.');
  expect(await prompt.run('mike: say file:/nowhere/a.png')).toMatch(/^! ENOENT/);
  expect(await prompt.run('commands')).toContain('menu: Quote');
  await rm(folder, { recursive: true });
});

test('what goes wrong is told in a line', async () => {
  await prompt.run('join sam');
  expect(await prompt.run('sam: /nothing')).toBe('! There is no command /nothing.');
  expect(await prompt.run('nobody: inbox')).toBe('! There is no @nobody in Pixel Forge.');
  expect(await prompt.run('sam: click Refund')).toBe('! @sam sees no message with "Refund".');
  expect(await prompt.run('what?')).toBe(HELP);
});

test('it runs as a process of its own, says what the bot needs, and leaves when told to', async () => {
  const child = spawn(process.execPath, ['sandbox/main.ts', '--port', '0', '--token', 'secret'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url ||= /DISCORD_API_URL=(\S+)/.exec(line)?.[1] ?? '';
    if (line.includes('commands | people | quit')) break;
  }
  const response = await fetch(`${url}/v10/users/@me`, { headers: { authorization: 'Bot secret' } });
  expect(response.status).toBe(200);
  child.stdin.write('quit\n');
  expect(await exited).toEqual([0, null]);
});
