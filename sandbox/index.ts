/**
 * A local Discord: the real discord.js client talks to it unchanged, and people can be played through it.
 * No account, no network beyond 127.0.0.1.
 *
 *     const sandbox = await startSandbox();
 *     const guild = sandbox.createGuild({ name: 'Pixel Forge' });
 *     const orders = guild.createChannel({ name: 'orders' });
 *     const dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
 *     const mia = guild.join({ username: 'mia' });
 *
 *     const client = new Client({ intents, rest: { api: sandbox.apiUrl, version: '10' } });
 *     await client.login(sandbox.token); // and register the commands
 *
 *     const answer = await dana.slash('addorder', { user: mia, service: 'Website', amount: '$150.00' });
 *     answer.text(); answer.ephemeral; answer.labels; answer.pinged; // live: what the message is now
 *     const timeline = await dana.click(answer, 'Timeline');
 *     await dana.select(answer, 'Choose an order', ['ABC123']);
 *     await dana.autocomplete('updateorder', { order_id: 'AB' }, 'order_id'); // [{ name, value }]
 *     const form = await mike.openForm(answer, 'Submit evidence'); // also slashForm, selectForm, messageMenuForm
 *     form.title; form.text(); form.fields; // refuses what Discord's client refuses
 *     await form.submit({ Notes: 'Done', Screenshots: [file('a.png', bytes)] }); // by label or custom id
 *     await mike.slash('submitevidence', { screenshot: file('a.png', bytes) });
 *     const said = mike.say('done', { channel: orders, files: [file('a.png', bytes)] });
 *     await mike.useMessageMenu(said, 'Submit as evidence'); await dana.useUserMenu(mike, 'Profile');
 *     answer.media; // pictures and files wherever they stand: { name, description, url, bytes }
 *     await answer.until((message) => message.text().includes('Complete'));
 *     await mia.nextMessage(); mia.inbox(); mia.closeDirectMessages(); mia.leave();
 *     await mia.slash('trackorder', {}, { inDirectMessage: true }); // or { channel: orders }
 *     await orders.nextMessage(); orders.messagesSeenBy(mia);
 *     mia.client.places(); mia.client.commands(orders.id); // what her client shows: channels, unread marks, commands
 *     mia.client.watch((sight) => …); mia.client.markRead(orders.id); mia.client.dismiss(orders.id, answer.id);
 *     sandbox.faults.next('POST /channels/:id/messages', { kind: 'status', status: 500 });
 *     console.log(formatTranscript(sandbox.transcript()));
 *     await sandbox.close();
 *
 * `WorldFolder` keeps a world in a folder, for `startSandbox({ world })` to go on with.
 * What a person can't see or press, the driver can't either: it throws DriverError and says why.
 * `limits/` holds Discord's limits and errors, `model/` what Discord knows, `server/` REST, `gateway/` the
 * WebSocket side, `driver/` the people. Time comes from the `clock` option, so tests need not wait.
 * `node sandbox/main.ts` runs it as a process of its own, with a prompt to play people by hand.
 */
export { type Clock, ManualClock, systemClock } from './clock.ts';
export type { Client, OfferedCommands, Place, Sight } from './driver/client.ts';
export { DriverError, FormOpened, NoAnswer } from './driver/errors.ts';
export { file, type SandboxFile } from './driver/files.ts';
export type { FormField, FormValue, FormValues, FormView } from './driver/form.ts';
export type {
  ChannelOptions,
  OverwritePlan,
  SandboxChannel,
  SandboxGuild,
  SandboxRole,
} from './driver/guild.ts';
export type { MediaView } from './driver/media.ts';
export type { Entity, OptionValue, OptionValues } from './driver/options.ts';
export type { Person, Saying, Whereabouts } from './driver/person.ts';
export { formatTranscript, type TranscriptEntry } from './driver/transcript.ts';
export type { MessageView } from './driver/view.ts';
export type { Faults, RestFault } from './faults.ts';
export type { GatewayEvent } from './gateway/gateway.ts';
export type { PermissionName } from './model/permissions.ts';
export { type SavedWorld, saveWorld } from './model/saved.ts';
export type { FaultRecord, PlannedFault } from './requestFaults.ts';
export { type PrivilegedIntent, type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export type { Exchange } from './server/server.ts';
