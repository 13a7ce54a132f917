import { once } from 'node:events';
import { createServer } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { file, type SandboxFile } from '../../sandbox/index.ts';
import { blankPng, heic, photo, pngChunk, withPngChunks } from '../support/imageFiles.ts';
import { settled, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';
import { keptPictures, screenshot, startedOrder, storedWork, submit } from '../support/work.ts';

const limitBytes = 10_485_760;
const downloads = /^GET \/ephemeral-attachments\//;

let desk: TestDesk;
let orders = 0;
let orderId: string;
beforeAll(async () => {
  desk = await startDesk({ uploadLimitBytes: 2 * limitBytes });
});
afterAll(() => desk.stop());
beforeEach(async () => {
  orders += 1;
  orderId = `BAD-${orders}`;
  await startedOrder(desk, orderId);
});

/** Submits and checks that nothing came of it: no submission, no picture kept, the order as it was. */
async function refused(...pictures: SandboxFile[]): Promise<string> {
  const before = await keptPictures(desk);
  const answer = await submit(desk.mike, orderId, pictures);
  expect(answer.ephemeral).toBe(true);
  const { order, submissions, events } = await storedWork(desk, orderId);
  expect(order).toMatchObject({ status: 'In Progress' });
  expect(submissions).toEqual([]);
  expect(events).not.toContain('submitted');
  expect(await keptPictures(desk)).toBe(before);
  return answer.text();
}

/** A PNG of exactly so many bytes: what is missing is filled with something no one reads. */
async function pngOf(bytes: number): Promise<SandboxFile> {
  const png = await photo(800, 600).png().toBuffer();
  const filler = pngChunk('fiLl', Buffer.alloc(bytes - png.length - 12));
  return file('big.png', withPngChunks(png, filler));
}

const jpeg = () => photo(1000, 800).jpeg().toBuffer();

describe('refused with what was found and what to do', () => {
  const cases: [name: string, picture: () => Promise<SandboxFile>, words: string][] = [
    [
      'a text named .png',
      async () => file('screenshot.png', 'I did it, I promise.\n'.repeat(100)),
      '❌ That is text\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'a GIF',
      async () => file('win.png', await photo(800, 600).gif().toBuffer()),
      '❌ That is GIF\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'a WebP',
      async () => file('win.jpg', await photo(800, 600).webp().toBuffer()),
      '❌ That is WebP\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'an SVG',
      async () => file('win.png', '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"/>'),
      '❌ That is SVG\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'a HEIC',
      async () => file('win.jpg', heic),
      '❌ That is HEIC\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'bytes of no kind',
      async () => file('win.png', Buffer.from([1, 2, 3, 250, 251, 0, 0, 255])),
      '❌ That is not a picture I know\nIt needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      'a PNG one pixel too narrow',
      async () => file('small.png', await photo(799, 600).png().toBuffer()),
      '❌ 799×600, needs at least 800×600\nTake a screenshot of the whole screen.',
    ],
    [
      'a PNG one pixel too low',
      async () => file('small.png', await photo(800, 599).png().toBuffer()),
      '❌ 800×599, needs at least 800×600\nTake a screenshot of the whole screen.',
    ],
    [
      'one byte more than 10 MB',
      () => pngOf(limitBytes + 1),
      '❌ It has 10.1 MB\nAt most 10 MB are taken; save it as JPG, or cut away what is not needed.',
    ],
    [
      'a small file that unpacks to 400 megapixels',
      async () => file('bomb.png', blankPng(20_000, 20_000)),
      '❌ 20000×20000 are too many pixels\nAt most 40 megapixels are taken; make it smaller.',
    ],
    [
      'a JPEG that breaks off',
      async () => {
        const whole = await jpeg();
        return file('cut.jpg', whole.subarray(0, whole.length / 2));
      },
      '❌ The picture is damaged\nSave or take it again.',
    ],
    [
      'a PNG that breaks off',
      async () => {
        const whole = await photo(800, 600).png().toBuffer();
        return file('cut.png', whole.subarray(0, whole.length / 2));
      },
      '❌ The picture is damaged\nSave or take it again.',
    ],
  ];
  test.each(cases)('%s', async (_, picture, words) => {
    expect(await refused(await picture())).toBe(words);
  });

  test('of several pictures the one at fault is named, and none is kept', async () => {
    const tooSmall = file('small.png', await photo(640, 480).png().toBuffer());
    expect(await refused(await screenshot(1), await screenshot(2), tooSmall)).toBe(
      '❌ Picture 3: 640×480, needs at least 800×600\nTake a screenshot of the whole screen.',
    );
  });
});

describe('Discord does not hand the picture over', () => {
  test.each([
    [
      'because it no longer has it',
      404,
      '❌ Discord no longer has this picture\nPost it again and submit that.',
    ],
    ['because it fails', 500, '❌ Discord did not hand the picture over\nTry again in a moment.'],
  ])('%s', async (_, status, words) => {
    const fault = desk.sandbox.faults.next(downloads, { kind: 'status', status }, 5);
    expect(await refused(await screenshot(3))).toBe(words);
    fault.cancel();
  });

  test('because it sends elsewhere, where nothing is asked for', async () => {
    let asked = 0;
    const elsewhere = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    const to = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    const fault = desk.sandbox.faults.next(downloads, { kind: 'redirect', to }, 5);
    expect(await refused(await screenshot(4))).toContain('❌ Discord did not hand the picture over');
    fault.cancel();
    expect(asked).toBe(0);
    elsewhere.close();
    await once(elsewhere, 'close');
  });
});

describe('taken', () => {
  test.each([
    ['a picture of exactly 10 MB', () => pngOf(limitBytes)],
    [
      'a picture of exactly 800 × 600, whatever it is called',
      async () => file('notes.txt', await photo(800, 600).png().toBuffer()),
    ],
    [
      'a PNG with a script after its end, without the script',
      async () =>
        file(
          'script.png',
          Buffer.concat([await photo(800, 600).png().toBuffer(), Buffer.from('<script>alert(1)</script>')]),
        ),
    ],
  ])('%s', async (_, picture) => {
    const answer = await submit(desk.mike, orderId, [await picture()]);
    expect(answer.text()).toContain(`✅ Your evidence for Order #${orderId} is submitted.`);
    const review = await desk.dana.slash('review', { order_id: orderId });
    const bytes = Buffer.from(review.media[0]?.bytes ?? []);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 800, height: 600 });
    expect(bytes.includes('<script>')).toBe(false);
  });

  test('where it was taken is not kept', async () => {
    const located = await photo(1000, 800)
      .withExif({ IFD0: { Copyright: 'mike' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(located).metadata()).exif).toBeDefined();
    await submit(desk.mike, orderId, [file('photo.jpg', located)]);
    const review = await desk.dana.slash('review', { order_id: orderId });
    const kept = await sharp(review.media[0]?.bytes).metadata();
    expect(kept).toMatchObject({ format: 'jpeg', width: 1000, height: 800 });
    expect(kept.exif).toBeUndefined();
  });
});

describe('not now, or not by this one', () => {
  test('an order that is not started, on hold, handed in already, or over', async () => {
    const { dana, mike } = desk;
    const picture = await screenshot(5);
    const tried = async () => (await submit(mike, orderId, [picture])).text();
    await updateOrder(desk, orderId, { status: 'On Hold' });
    expect(await tried()).toBe(
      '❌ Evidence can’t be submitted while the order is On Hold\nRun /myorders to see what comes next.',
    );
    await updateOrder(desk, orderId, { status: 'In Progress' });
    expect(await tried()).toContain('✅ Your evidence');
    expect(await tried()).toBe(
      '❌ Evidence can’t be submitted while the order is Evidence Submitted\nIt is with the reviewers; you will get a DM with the decision.',
    );
    await dana.slash('review', { order_id: orderId });
    expect(await tried()).toContain('❌ Evidence can’t be submitted while the order is In Review');
    await updateOrder(desk, orderId, { status: 'Complete', notes: 'Seen' });
    expect(await tried()).toBe(
      '❌ Evidence can’t be submitted while the order is Complete\nRun /myorders to see what comes next.',
    );
    expect((await storedWork(desk, orderId)).submissions).toHaveLength(1);
  });

  test('anybody else: staff and customer are told that it is the booster’s, strangers nothing', async () => {
    const { dana, mia, eve } = desk;
    for (const person of [dana, mia])
      expect((await submit(person, orderId, [await screenshot(6)])).text()).toBe(
        '❌ You don’t work on this order now\nRun /myorders to see what you work on.',
      );
    expect((await submit(eve, orderId, [await screenshot(6)])).text()).toBe(
      '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.',
    );
  });
});

test('a link that has expired since the picture was posted is said to have', async () => {
  const time = new SteppedTime();
  const other = await startDesk({ time });
  try {
    const { dana, mia, mike, guild, sandbox } = other;
    const tickets = guild.createCategory({ name: 'Tickets' });
    await setUp(other, { ticketCategoryIds: [tickets.id] });
    const ticket = guild.createChannel({ name: 'ticket-old', parent: tickets });
    const added = await dana.slash(
      'addorder',
      {
        user: mia,
        service: 'Boost',
        payment_method: 'manual',
        amount: '5 Gold',
        order_id: 'OLD-1',
        booster: mike,
      },
      { channel: ticket },
    );
    await settled(added);
    mike.say(`<@${sandbox.applicationId}>`, { channel: ticket, files: [await screenshot(7)] });
    const offer = await ticket.nextMessage();
    time.advance(25 * 60 * 60 * 1000);
    const answer = await mike.click(offer, 'Submit this');
    expect(answer.text()).toBe('❌ Discord no longer has this picture\nPost it again and submit that.');
    expect((await storedWork(other, 'OLD-1')).order).toMatchObject({ status: 'Assigned' });
  } finally {
    await other.stop();
  }
});
