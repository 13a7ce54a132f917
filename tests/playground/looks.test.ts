import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, startVisit, type Visit } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(chromiumPath === undefined)('the page', { timeout: 60_000 }, () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await startVisit();
  }, 60_000);
  afterAll(() => visit?.end());

  test.each([
    ['light', false],
    ['dark', true],
  ])(
    'axe finds nothing serious in %s: conversation, command, form, list, builders’ pane',
    async (name, dark) => {
      const guest = await visit.open({ dark });
      /** Looks at a part of the page: what is beside it was looked at before. */
      const check = async (where: string, part = 'html') => {
        await guest.keepScreen(`axe-${name}-${where}`);
        await guest.page.evaluate(axe);
        // Only colours differ between the two.
        const only = dark ? "runOnly: ['color-contrast']," : '';
        const found = (await guest.page.evaluate(
          `axe.run('${part}', { ${only} resultTypes: ['violations'] })`,
        )) as {
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        };
        const serious = found.violations.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        );
        expect(
          serious.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
        ).toEqual([]);
      };
      await guest.be('dana');
      await guest.go('orders');
      await guest.command('listorders');
      await guest.read('All orders');
      await check('conversation');
      await guest.message('All orders').getByRole('combobox').click();
      await check('select', '.popup:popover-open');
      await guest.press('Escape');
      await guest.box.click();
      await guest.type('/addorder ');
      await guest.page.locator('#suggestions [role=option]').first().waitFor();
      await check('command', '.composer');
      await guest.press('Escape');
      await guest.be('rick');
      await guest.go('review-queue');
      await guest
        .message(/Order BOOST-15 · Mythic/)
        .getByRole('button', { name: 'Open' })
        .click();
      await guest.message('Review of order BOOST-15').getByRole('button', { name: 'Reject' }).click();
      await guest.page.getByRole('dialog', { name: 'Reject the evidence' }).waitFor();
      await check('form', 'dialog.form');
      await guest.press('Escape');
      await guest.page.getByRole('button', { name: 'Builders' }).click();
      await guest.page.locator('.traffic li').first().waitFor();
      await guest.page.getByLabel('Filter the list').fill('callback');
      await check('builders', 'desk-builders');
      await guest.page.close();
    },
  );

  test('on a phone’s width everything is within the screen', async () => {
    const guest = await visit.open({ width: 390, height: 780, dark: true });
    await guest.be('mia');
    await guest.page.getByRole('button', { name: 'Channels' }).click();
    await guest.go('direct');
    await guest.read('Your order');
    await guest.keepScreen('phone');
    expect(await guest.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await guest.page.close();
  });

  test('no page asked anybody but this machine, and none broke', () => {
    const hosts = [...visit.asked]
      .map((url) => new URL(url))
      .filter(({ protocol }) => /^(?:http|ws)/.test(protocol));
    expect([...new Set(hosts.map(({ hostname }) => hostname))]).toEqual(['127.0.0.1']);
    expect(visit.errors).toEqual([]);
  });
});
