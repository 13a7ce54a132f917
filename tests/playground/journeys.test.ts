import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenshot } from '../../playground/seed/screenshots.ts';
import { chromiumPath, startVisit, type Visit, type Visitor } from './browser.ts';

// On a busy machine a conversation takes its time.
describe.skipIf(chromiumPath === undefined)('people at the page', { timeout: 60_000 }, () => {
  let visit: Visit;
  let visitor: Visitor;
  beforeAll(async () => {
    visit = await startVisit();
    visitor = await visit.open();
  }, 60_000);
  afterAll(() => visit?.end());

  /** A file as a browser's file chooser gives it. */
  const picture = async (name: string, number: number) => {
    const { bytes } = await screenshot(name, 5, 'scoreboard', number);
    return { name, mimeType: 'image/png', buffer: Buffer.from(bytes) };
  };

  test('staff record an order by typing, and everyone concerned has news', async () => {
    await visitor.be('dana');
    await visitor.go('orders');
    const before = await visitor.person('mia').innerText();
    await visitor.command('addorder', ['mia', 'Coaching Session', 'Stripe', '$60.00'], {
      order_id: 'PLAY-1',
      booster: 'mike',
    });
    const answer = await visitor.read('Order PLAY-1 is recorded');
    expect(answer).toContain('Coaching Session, $60.00');
    await visitor.sees('Order PLAY-1 is recorded', '@mia was told by DM');
    expect(answer).toContain('Only you can see this');
    await visitor.keepScreen('staff-added');
    await expect.poll(() => visitor.person('mia').innerText()).not.toBe(before);
    await visitor.go('order-log');
    await visitor.read('Order PLAY-1 was added by dana');
  });

  test('a command that is pasted whole is filled in, and what it gets wrong is said before it is sent', async () => {
    await visitor.go('orders');
    await visitor.box.click();
    await visitor.page.keyboard.insertText(
      '/addorder user:@nobody service:Logo amount:$5.00 order_id:PLAY-2',
    );
    await visitor.page.locator('.pill[data-option=order_id]').waitFor();
    expect(await visitor.page.locator('.pill').count()).toBe(5);
    await visitor.page.getByRole('button', { name: 'Send /addorder' }).click();
    const alert = visitor.page.getByRole('alert');
    await alert.filter({ hasText: 'Pick one of the list for user.' }).waitFor();
    await visitor.page.locator('.pill[data-option=user] input').fill('mia');
    await visitor.press('Enter');
    await visitor.fillOption('manual');
    await visitor.press('Enter');
    await visitor.read('Order PLAY-2 is recorded: Logo, $5.00');
  });

  test('a customer finds the notification, follows the order and sees nobody else’s', async () => {
    await visitor.be('mia');
    expect(await visitor.channels()).toEqual(['Direct messages with Orderly', 'orders', 'ticket-mia']);
    await visitor.page.getByRole('button', { name: /^Read \d+ new direct message/ }).click();
    expect(await visitor.read('Your order PLAY-1 is confirmed')).toContain('Pixel Forge');
    await visitor.keepScreen('customer-notified');
    await visitor.go('orders');
    await visitor.command('trackorder', [], { order_id: 'PLAY-1' });
    await visitor.read('Order PLAY-1 · Assigned');
    await visitor.message('Order PLAY-1 · Assigned').getByRole('button', { name: 'Timeline' }).click();
    await visitor.read('Timeline of order PLAY-1');
    const count = await visitor.page.locator('article.message').count();
    await visitor
      .message('Timeline of order PLAY-1')
      .getByRole('button', { name: 'Dismiss message' })
      .click();
    await expect.poll(() => visitor.page.locator('article.message').count()).toBe(count - 1);
    await visitor.box.click();
    await visitor.type('/');
    await visitor.page.locator('#commands').waitFor();
    const offered = await visitor.page.locator('#commands b').allTextContents();
    expect(offered).toContain('/trackorder');
    expect(offered).not.toContain('/addorder');
    await visitor.press('Escape');
  });

  test('a customer pays an invoice on the local Stripe’s page, and hears that the money is in', async () => {
    await visitor.be('mia');
    await visitor.go('direct');
    const asked = visitor.message('BANNER-8 waits for payment');
    await asked.getByRole('button', { name: 'Pay by card' }).click();
    const link = visitor.message('$25.00 for order BANNER-8 with your card').getByRole('link');
    const [checkout] = await Promise.all([visitor.page.waitForEvent('popup'), link.click()]);
    await checkout.getByLabel('Card number').fill('4242 4242 4242 4242');
    await checkout.getByRole('button', { name: /by card$/ }).click();
    await checkout.getByText('Thank you').waitFor();
    await checkout.close();
    await visitor.read('$25.00 for order BANNER-8 is paid');
    await visitor.keepScreen('customer-paid');
  });

  test('a worker starts from the direct message and proves the work with a screenshot in the form', async () => {
    await visitor.be('mike');
    await visitor.go('direct');
    await visitor.message('assigned to Order #PLAY-1').getByRole('button', { name: 'Start order' }).click();
    await visitor.read('You have started Order #PLAY-1');
    const started = visitor.message('You have started Order #PLAY-1');
    await started.getByRole('button', { name: 'Submit evidence' }).click();
    const form = visitor.page.getByRole('dialog', { name: 'Evidence for order PLAY-1' });
    await form.waitFor();
    await visitor.keepScreen('worker-form');
    // The client lets nobody send what is required and missing.
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByRole('alert').waitFor();
    expect(await form.getByRole('alert').innerText()).toContain('is required');
    await form.getByLabel('Screenshots').setInputFiles(await picture('won.png', 1));
    await form.getByLabel('Notes').fill('We **won**');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.waitFor({ state: 'detached' });
    await visitor.read('Your evidence for Order #PLAY-1 is submitted');
  });

  test('a reviewer finds it in the queue, sees the picture, sends it back and approves the next one', async () => {
    await visitor.be('sue');
    await visitor.go('review-queue');
    await visitor.message('Order PLAY-1').getByRole('button', { name: 'Open' }).click();
    const review = visitor.message('Review of order PLAY-1');
    await review.waitFor();
    expect(await review.innerText()).toContain('We **won**');
    const width = `document.querySelector('article[aria-label^="Orderly"] .gallery img')?.naturalWidth`;
    await expect.poll(() => visitor.page.evaluate(width)).toBe(1280);
    await visitor.keepScreen('reviewer-evidence');
    await review.getByRole('button', { name: 'Reject' }).click();
    const form = visitor.page.getByRole('dialog', { name: 'Reject the evidence' });
    await form.getByLabel('What is missing?').fill('The score is hidden');
    await visitor.press('Tab', 'Tab', 'Enter');
    await visitor.read('Order PLAY-1 is Rejected');

    await visitor.be('mike');
    await visitor.go('direct');
    await visitor.read('was rejected: The score is hidden');
    await visitor.go('orders');
    await visitor.box.click();
    await visitor.type('/submitevidence ');
    await visitor.page.locator('.pill.file input').setInputFiles(await picture('better.png', 2));
    await visitor.page.locator('.pill.file', { hasText: 'better.png' }).waitFor();
    await visitor.page.locator('.end').focus();
    await visitor.type('order_id:');
    await visitor.fillOption('PLAY-1');
    await visitor.press('Enter');
    await visitor.read('Your evidence for Order #PLAY-1 is submitted');

    await visitor.be('sue');
    await visitor.go('review-queue');
    await visitor
      .message('Order PLAY-1 · Coaching Session · waits')
      .getByRole('button', { name: 'Open' })
      .click();
    await visitor
      .message('Review of order PLAY-1')
      .getByRole('button', { name: 'Approve & Complete' })
      .click();
    await visitor.read('Order PLAY-1 is Complete');
    await visitor.be('mia');
    await visitor.go('direct');
    await visitor.read('Your order has been completed: PLAY-1');
  });

  test('a picture that was posted is submitted from its menu, opened by the keyboard', async () => {
    await visitor.be('mike');
    await visitor.go('ticket-mia');
    await visitor.page.locator('.attach input').setInputFiles(await picture('boss.png', 3));
    await visitor.page.getByRole('list', { name: 'Files to send' }).waitFor();
    await visitor.type('Last boss');
    await visitor.press('Enter');
    const posted = visitor.message('Last boss');
    await posted.waitFor();
    await posted.getByRole('button', { name: 'Apps for the message of mike' }).focus();
    await visitor.press('Enter');
    await visitor.page.getByRole('menuitem', { name: 'Submit as evidence' }).waitFor();
    await visitor.press('Enter');
    await visitor.read('Your evidence for Order #RAID-3 is submitted');
  });

  test('a screenshot that is dropped on the command is the one that is handed in', async () => {
    await visitor.be('lena');
    await visitor.go('orders');
    await visitor.box.click();
    await visitor.type('/submitevidence ');
    await visitor.page.locator('.pill.file').waitFor();
    const { buffer, name, mimeType } = await picture('dropped.png', 4);
    const dropped = await visitor.page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(buffer.toString('base64'))}), (sign) => sign.charCodeAt(0));
      const given = new DataTransfer();
      given.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(mimeType)} }));
      return given;
    })()`);
    await visitor.page.locator('.composer').dispatchEvent('drop', { dataTransfer: dropped });
    await visitor.page.locator('.pill.file', { hasText: 'dropped.png' }).waitFor();
    await visitor.page.locator('.end').focus();
    await visitor.type('order_id:');
    await visitor.fillOption('BOOST-14');
    await visitor.press('Enter');
    await visitor.read('Your evidence for Order #BOOST-14 is submitted');
  });

  test('with the keyboard alone: to the box, a command, its button, another person and channel', async () => {
    const guest = await visit.open();
    const focus = () => guest.page.locator(':focus');
    /** Presses Tab until what is wanted has the focus. */
    const tabTo = async (name: RegExp, key = 'Tab') => {
      for (let presses = 0; presses < 60; presses += 1) {
        await guest.press(key);
        const words = await guest.page.evaluate(
          'document.activeElement.ariaLabel ?? document.activeElement.innerText',
        );
        if (name.test(String(words).trim())) return;
      }
      throw new Error(`Tab never came to ${name}.`);
    };
    await tabTo(/mia\s+Customer/);
    await guest.press('Enter');
    await tabTo(/Direct messages with/);
    await guest.press('Enter');
    await guest.page.getByRole('log', { name: 'Messages in @Orderly' }).waitFor();
    await guest.page.reload();
    await guest.box.waitFor();
    await guest.press('Tab');
    expect(await focus().innerText()).toBe('Skip to the message box');
    await guest.press('Enter');
    expect(await focus().getAttribute('aria-label')).toBe('Message @Orderly');
    await guest.type('/tra');
    await guest.press('Enter');
    await guest.press('Enter');
    await guest.message(/Order .* used \/trackorder|used \/trackorder/).waitFor();
    await tabTo(/^Timeline$/, 'Shift+Tab');
    await guest.press('Enter');
    await guest.read('Timeline of order');
    await guest.page.close();
  });

  test('staff choose in selects with the keyboard, and page through a list', async () => {
    await visitor.be('dana');
    await visitor.go('orders');
    await visitor.command('listorders');
    const list = visitor.message('All orders');
    await list.getByRole('combobox', { name: /^Open an order/ }).focus();
    await visitor.press('ArrowDown', 'ArrowDown', 'Enter');
    await visitor.message('Back to the list').waitFor();
    await visitor.page.getByRole('button', { name: 'Back to the list' }).last().click();
    await visitor.read('All orders');
    await visitor.command('setup roles');
    const roles = visitor.message('Roles');
    await roles.getByRole('combobox', { name: /^Booster roles/ }).waitFor();
    await roles.getByRole('combobox', { name: /^Booster roles/ }).click();
    await visitor.page.getByRole('option', { name: '@Support' }).click();
    await visitor.press('Escape');
    await visitor.sees('Saved. Booster', 'Booster: @Support, @Booster');
    await visitor.keepScreen('staff-roles');
  });

  test('when the bot is killed a command fails as in Discord, and once it is back nothing is lost', async () => {
    await visitor.be('sam');
    await visitor.go('orders');
    await visitor.page.getByRole('button', { name: 'Builders' }).click();
    await visitor.command('trackorder');
    await visitor.message('used /trackorder').waitFor();
    await visitor.page.getByRole('button', { name: 'Kill the bot' }).click();
    await visitor.page.getByText('The bot is not running.').waitFor();
    await visitor.command('trackorder');
    await visitor.message('used /trackorder').getByRole('button', { name: 'Timeline' }).click();
    await visitor.page.locator('.message .failure', { hasText: 'This interaction failed' }).waitFor();
    await visitor.page.locator('.notice .failure', { hasText: 'The application did not respond' }).waitFor();
    await visitor.keepScreen('builders');
    await visitor.page.getByRole('button', { name: 'Start the bot' }).click();
    await visitor.page.getByText('The bot is running.').waitFor();
    await visitor.command('trackorder');
    await visitor.read('Order COACH-2');
    const asked = visitor.page.locator('.traffic li', { hasText: 'INTERACTION_CREATE' }).last();
    await asked.locator('summary').click();
    await asked.locator('pre', { hasText: '"name": "trackorder"' }).waitFor();
    await visitor.page.getByRole('button', { name: 'Builders' }).click();
  });

  test('with closed direct messages people are told elsewhere, and staff hear of it', async () => {
    await visitor.be('dana');
    await visitor.go('orders');
    await visitor.page.getByRole('button', { name: 'Builders' }).click();
    await visitor.page.getByRole('checkbox', { name: 'sam' }).uncheck();
    await visitor.command('updateorder', [], { order_id: 'BOT-7', notes: 'We begin on Monday' });
    await visitor.read('’s DMs are closed');
    await visitor.page.getByRole('button', { name: 'Builders' }).click();
  });

  test('what it shows is there after a restart', async () => {
    await visitor.be('mia');
    await visitor.go('ticket-mia');
    await visitor.read('Last boss');
    await visitor.page.reload();
    await visitor.read('Last boss');
    const chosen = visitor.page.locator('desk-people button[aria-pressed=true]');
    expect(await chosen.innerText()).toContain('mia');
  });

  test('no page asked anybody but this machine, and none broke', () => {
    const hosts = [...visit.asked]
      .map((url) => new URL(url))
      .filter(({ protocol }) => /^(?:http|ws)/.test(protocol));
    expect([...new Set(hosts.map(({ hostname }) => hostname))]).toEqual(['127.0.0.1']);
    expect(visit.errors).toEqual([]);
  });
});
