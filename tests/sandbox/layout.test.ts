import {
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  ContainerBuilder,
  Events,
  FileBuilder,
  type Interaction,
  MediaGalleryBuilder,
  MessageFlags,
  SectionBuilder,
  SeparatorBuilder,
  TextDisplayBuilder,
  ThumbnailBuilder,
} from 'discord.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, type Sandbox, type SandboxChannel, startSandbox } from '../../sandbox/index.ts';
import { startBot } from './bot.ts';
import { type Posted, postForm } from './postForm.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let bot: Client<true>;
let orders: SandboxChannel;
let dana: Person;
let png: Buffer;

const V2 = MessageFlags.IsComponentsV2;
const words = (content: string) => new TextDisplayBuilder().setContent(content);

/** A reviewer's view of one picture. */
function review(name: string) {
  const approve = new ButtonBuilder()
    .setCustomId('approve')
    .setLabel('Approve & Complete')
    .setStyle(ButtonStyle.Success);
  const next = new ButtonBuilder().setCustomId('next').setLabel('Next image').setStyle(ButtonStyle.Secondary);
  return {
    components: [
      words('### Evidence for ABC123'),
      new ContainerBuilder()
        .addMediaGalleryComponents(
          new MediaGalleryBuilder().addItems({
            media: { url: `attachment://${name}` },
            description: 'Image 1 of 2',
          }),
        )
        .addSeparatorComponents(new SeparatorBuilder())
        .addSectionComponents(
          new SectionBuilder()
            .addTextDisplayComponents(words('Looks like order XYZ789 (93 %)'))
            .setThumbnailAccessory(new ThumbnailBuilder({ media: { url: 'attachment://other.png' } })),
          new SectionBuilder().addTextDisplayComponents(words('More')).setButtonAccessory(next),
        )
        .addActionRowComponents((row) => row.setComponents(approve)),
      new FileBuilder().setURL('attachment://log.txt'),
    ],
    files: [
      new AttachmentBuilder(png, { name }),
      new AttachmentBuilder(png, { name: 'other.png', description: 'The other order' }),
      new AttachmentBuilder(Buffer.from('log'), { name: 'log.txt' }),
      new AttachmentBuilder(Buffer.from('unseen'), { name: 'unseen.txt' }),
    ],
  };
}

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply({ ...review('first.png'), flags: V2 });
  } else if (interaction.isButton() && interaction.customId === 'next') {
    await interaction.update({ ...review('second.png'), attachments: [] });
  } else if (interaction.isButton()) {
    await interaction.reply({ flags: MessageFlags.Ephemeral | V2, ...review('kept.png') });
  }
}

beforeAll(async () => {
  png = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#3498db' } })
    .png()
    .toBuffer();
  sandbox = await startSandbox();
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  orders = guild.createChannel({ name: 'orders' });
  dana = guild.join({ username: 'dana' });
  bot = await startBot(sandbox);
  await bot.application.commands.set([{ name: 'review', description: 'Reviews' }]);
  bot.on(Events.InteractionCreate, (interaction) => void answer(interaction));
});

afterAll(async () => {
  await bot.destroy();
  await sandbox.close();
});

test('an ephemeral answer in the newer layout shows its words, pictures and files', async () => {
  const message = await dana.slash('review');
  expect(message.ephemeral).toBe(true);
  expect(message.text()).toBe(
    [
      '### Evidence for ABC123',
      '[picture: Image 1 of 2]',
      '────────',
      'Looks like order XYZ789 (93 %)',
      '[picture: other.png]',
      'More',
      '[Next image]',
      '[Approve & Complete]',
      '[file: log.txt]',
    ].join('\n'),
  );
  expect(message.labels).toEqual(['Next image', 'Approve & Complete']);
  expect(message.media.map(({ name, description }) => [name, description])).toEqual([
    ['first.png', 'Image 1 of 2'],
    ['other.png', 'The other order'],
    ['log.txt', undefined],
  ]);
  expect(Buffer.from(message.media[0]?.bytes ?? [])).toEqual(png);
  const downloaded = await fetch(message.media[0]?.url ?? '');
  expect(Buffer.from(await downloaded.arrayBuffer())).toEqual(png);
  // Only what no component shows is among the attachments.
  expect(message.attachments).toMatchObject([{ filename: 'unseen.txt', ephemeral: true }]);
  const [, container, file] = message.components;
  expect(container?.components?.[0]?.items?.[0]?.media).toMatchObject({
    attachment_id: message.record.attachments[0]?.id,
    content_type: 'image/png',
    width: 8,
    height: 6,
  });
  expect(file).toMatchObject({ name: 'log.txt', size: 3 });
});

test('a button inside a container can be pressed, and the picture replaced', async () => {
  const message = await dana.slash('review');
  const before = message.media[0]?.url ?? '';
  expect(await dana.click(message, 'Next image')).toBe(message);
  expect(message.media[0]?.name).toBe('second.png');
  expect(message.record.attachments).toHaveLength(4);
  expect((await fetch(before)).status).toBe(404);
  const next = await dana.click(message, 'Approve & Complete');
  expect([next.ephemeral, next.media[0]?.name]).toEqual([true, 'kept.png']);
});

const text = (content = 'a') => ({ type: 10, content });
const gallery = (...urls: string[]) => ({ type: 12, items: urls.map((url) => ({ media: { url } })) });
const post = (body: object) =>
  rest(sandbox, 'POST', `/channels/${orders.id}/messages`, { flags: V2, ...body });

describe('a message in the newer layout is refused', () => {
  const there = 'https://example.com/a.png';
  test.each<[string, object, string, string]>([
    [
      'with a picture that was not uploaded',
      { components: [gallery('attachment://a.png')] },
      'components.0.items.0.media.url',
      'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    ],
    [
      'with a file from elsewhere',
      { components: [{ type: 13, file: { url: there } }] },
      'components.0.file.url',
      'URL_TYPE_INVALID_SCHEME',
    ],
    [
      'with 11 pictures in a gallery',
      { components: [gallery(...Array(11).fill(there))] },
      'components.0.items',
      'BASE_TYPE_BAD_LENGTH',
    ],
    ['with an empty gallery', { components: [gallery()] }, 'components.0.items', 'BASE_TYPE_BAD_LENGTH'],
    [
      'with a picture without an address',
      { components: [{ type: 12, items: [{ media: {} }] }] },
      'components.0.items.0.media.url',
      'BASE_TYPE_REQUIRED',
    ],
    [
      'with a picture description of 1,025',
      { components: [{ type: 12, items: [{ media: { url: there }, description: 'x'.repeat(1025) }] }] },
      'components.0.items.0.description',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with four texts in a section',
      { components: [{ type: 9, components: [1, 2, 3, 4].map(() => text()), accessory: {} }] },
      'components.0.components',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with a section beside nothing',
      { components: [{ type: 9, components: [text()] }] },
      'components.0.accessory',
      'MODEL_TYPE_CONVERT',
    ],
    [
      'with a section beside a text',
      { components: [{ type: 9, components: [text()], accessory: text() }] },
      'components.0.accessory.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'with a container in a container',
      { components: [{ type: 17, components: [{ type: 17, components: [text()] }] }] },
      'components.0.components.0.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'with an empty container',
      { components: [{ type: 17, components: [] }] },
      'components.0.components',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with a bare thumbnail',
      { components: [{ type: 11, media: { url: there } }] },
      'components.0.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'with embeds',
      { components: [text()], embeds: [{ title: 'a' }] },
      'embeds',
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    ],
  ])('%s', async (_, body, place, code) => {
    const { status, body: refused } = await post(body);
    expect([status, refused.code]).toEqual([400, 50035]);
    const at = place.split('.').reduce<unknown>((node, key) => Object(node)[key], refused.errors);
    expect(at).toMatchObject({ _errors: [{ code }] });
  });

  test('with 41 components, however deep, but not with 40', async () => {
    const inner = (count: number) => Array.from({ length: count }, () => text());
    const nested = (count: number) => ({ components: [{ type: 17, components: inner(count) }] });
    expect((await post(nested(39))).status).toBe(200);
    expect((await post(nested(40))).body.errors).toMatchObject({
      components: { _errors: [{ code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED' }] },
    });
  });

  test('with 4,001 characters in all, but not with 4,000', async () => {
    const two = (length: number) => ({
      components: [{ type: 17, components: [text('x'.repeat(3000))] }, text('x'.repeat(length))],
    });
    expect((await post(two(1000))).status).toBe(200);
    expect((await post(two(1001))).body.errors).toMatchObject({
      components: { _errors: [{ code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED' }] },
    });
  });
});

test('a message can change to the newer layout when it gives up its content, and never back', async () => {
  const { body } = await rest(sandbox, 'POST', `/channels/${orders.id}/messages`, { content: 'old' });
  const path = `/channels/${orders.id}/messages/${body.id}`;
  const edit = (more: object) => rest(sandbox, 'PATCH', path, more);
  const kept = await edit({ flags: V2, components: [text()] });
  expect(kept.body.errors).toMatchObject({
    content: { _errors: [{ code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2' }] },
  });
  expect((await edit({ flags: V2, components: [text()], content: null })).status).toBe(200);
  expect((await edit({ flags: 0, content: 'old again', components: [] })).body.code).toBe(50035);
});

describe('the files of a message', () => {
  const names = (answer: Posted) => answer.body.attachments.map(({ filename }) => filename);
  const create = (...files: string[]) =>
    postForm(sandbox, 'POST', `/channels/${orders.id}/messages`, { content: 'see' }, files);
  const edit = (id: string, body: object, ...files: string[]) =>
    postForm(sandbox, 'PATCH', `/channels/${orders.id}/messages/${id}`, body, files);

  test('stay when an edit says nothing of them, and new ones are added', async () => {
    const { body } = await create('a.txt', 'b.txt');
    expect(names(await edit(body.id, { content: 'other' }))).toEqual(['a.txt', 'b.txt']);
    expect(names(await edit(body.id, {}, 'c.txt'))).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect((await fetch(body.attachments[0]?.url ?? '')).status).toBe(200);
  });

  test('are those that an edit lists, with their descriptions, and new ones', async () => {
    const { body } = await create('a.txt', 'b.txt');
    const [first, second] = body.attachments;
    const listed = [
      { id: second?.id, description: 'The second' },
      { id: '0', description: 'New' },
    ];
    const edited = await edit(body.id, { attachments: listed }, 'c.txt');
    expect(edited.body.attachments).toMatchObject([
      { id: second?.id, filename: 'b.txt', description: 'The second' },
      { filename: 'c.txt', description: 'New' },
    ]);
    expect((await fetch(first?.url ?? '')).status).toBe(404);
    expect((await fetch(second?.url ?? '')).status).toBe(200);
    expect(names(await edit(body.id, { attachments: [] }))).toEqual([]);
  });

  test('are gone with their message', async () => {
    const { body } = await create('a.txt');
    const url = body.attachments[0]?.url ?? '';
    expect((await fetch(url)).status).toBe(200);
    await rest(sandbox, 'DELETE', `/channels/${orders.id}/messages/${body.id}`);
    expect((await fetch(url)).status).toBe(404);
  });

  test('must be there when they are listed, be ten at most, and leave something to see', async () => {
    const { body } = await create(...Array.from({ length: 9 }, (_, index) => `${index}.txt`));
    expect((await edit(body.id, { attachments: [{ id: '5' }] })).body).toMatchObject({
      code: 50035,
      errors: { attachments: { 0: { _errors: [{ code: 'ATTACHMENT_NOT_FOUND' }] } } },
    });
    expect((await edit(body.id, {}, 'a.txt')).status).toBe(200);
    expect((await edit(body.id, {}, 'b.txt')).body).toMatchObject({
      errors: { attachments: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } },
    });
    expect((await edit(body.id, { content: '', attachments: [] })).body.code).toBe(50006);
  });

  test('can be referred to by an edit as long as they stay', async () => {
    const { body } = await create('a.txt');
    const components = [{ type: 13, file: { url: 'attachment://a.txt' } }];
    const change = { flags: V2, content: null, components };
    expect((await edit(body.id, { ...change, attachments: [] })).body.errors).toMatchObject({
      components: {
        0: { file: { url: { _errors: [{ code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND' }] } } },
      },
    });
    expect(names(await edit(body.id, change))).toEqual([]);
  });

  test('are refused when one is too large', async () => {
    const large = await postForm(sandbox, 'POST', `/channels/${orders.id}/messages`, {}, [
      new File([Buffer.alloc(10 * 1024 * 1024 + 1)], 'a.txt'),
    ]);
    expect([large.status, large.body.code]).toEqual([413, 40005]);
  });
});
