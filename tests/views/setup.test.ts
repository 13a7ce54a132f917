import { describe, expect, test } from 'vitest';
import { readDraft } from '../../sandbox/limits/message.ts';
import { MESSAGE_FLAG } from '../../sandbox/model/types.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { defaultPayoutPolicy, marketplacePayoutPolicy, type PayoutPolicy } from '../../src/domain/payout.ts';
import type { Service } from '../../src/domain/service.ts';
import { channelFields, defaultSettings, type Settings } from '../../src/domain/settings.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { paymentsPanel } from '../../src/views/paymentSetup.ts';
import { policySentences, policyWords } from '../../src/views/payout.ts';
import { catalogueList, removeQuestion, serviceAnswer } from '../../src/views/service.ts';
import {
  channelsPanel,
  generalAnswer,
  moneyAnswer,
  payoutPanel,
  rolesPanel,
  type ServerFacts,
  setupOverview,
} from '../../src/views/setup.ts';
import { workerName } from '../../src/views/words.ts';
import { at, dana } from '../support/anOrder.ts';

const id = (number: number) => String(900_000_000_000_000_000n + BigInt(number));
const ids = (from: number) => Array.from({ length: 25 }, (_, index) => id(from + index));

/** A server that has set up as much as there can be, and none of it works. */
const full: Settings = {
  ...defaultSettings,
  adminRoleIds: ids(0),
  supportRoleIds: ids(100),
  advertiserRoleIds: ids(200),
  teamAdvertiserRoleIds: ids(300),
  boosterRoleIds: ids(400),
  ticketCategoryIds: ids(500),
  orderLogChannelId: id(600),
  reviewChannelId: id(601),
  customCurrencies: Array.from({ length: 20 }, (_, index) =>
    currencyCode(`${'x'.repeat(19)}${String.fromCharCode(97 + index)}`),
  ),
  timeZone: 'America/Argentina/ComodRivadavia',
  workerTitle: 'W'.repeat(32),
  paymentPatience: { reminderHours: [599, 601, 719], waitHours: 720 },
  payoutPolicy: {
    fee: {
      kind: 'fixed',
      amountMinor: amountMinor(999_999_999_99),
      currency: currencyCode('KWD'),
    },
    taxBasisPoints: 1234,
  },
};
const facts: ServerFacts = {
  serverName: '*'.repeat(100),
  botName: '_'.repeat(80),
  known: new Set([0, 100, 200, 300, 400, 500].flatMap(ids).concat(id(600), id(601))),
  checks: channelFields.flatMap((field) =>
    [full[field] ?? []].flat().map((channelId) => ({
      field,
      channelId,
      missing: ['View Channel', 'Send Messages', 'Embed Links'],
      isOpen: true,
    })),
  ),
};
const lastChange = { at: at(0), by: dana.userId, byUsername: 'dana', from: {}, to: {} };
const service: Service = {
  serviceId: 'f'.repeat(20),
  name: '*'.repeat(99).concat('x'),
  nameKey: 'x',
  serviceTerms: ['x'],
  advertiserId: id(1),
  teamId: id(2),
  evidenceRequired: true,
  payoutPolicy: full.payoutPolicy,
};

/** Throws what Discord would answer; `panel` is sent in the newer layout, its content as the first paragraph. */
function send({ content, embeds = [], components = [] }: Message, panel: boolean): void {
  const body = panel
    ? { components: [{ type: 10, content }, ...components], flags: MESSAGE_FLAG.componentsV2 }
    : { content, embeds, components };
  readDraft(JSON.parse(JSON.stringify(body)), {
    files: [],
    host: () => {
      throw new Error('There is no file');
    },
    allowedFlags: MESSAGE_FLAG.componentsV2,
  });
}

describe('what fits in a message, however much is set up', () => {
  test.each<[string, Message, boolean]>([
    ['the overview', setupOverview({ settings: full, lastChange }, facts, at(0), (name) => name), true],
    ['the roles', rolesPanel(full, facts, 'boosterRoleIds'), true],
    ['the channels', channelsPanel(full, facts, 'ticketCategoryIds'), true],
    ['the payout', payoutPanel(full, '/setup payout', true), true],
    ['the payments', paymentsPanel(full, { topUps: true }), true],
    ['the currencies', moneyAnswer(full, 'removed'), false],
    ['the rest', generalAnswer(full, true, at(0)), false],
    [
      'a service',
      serviceAnswer({ service, settings: full, changed: true }, 'added', [
        { code: 'advertiser-without-role', userId: id(1) },
        { code: 'no-team-advertisers', teamId: id(2) },
      ]),
      false,
    ],
    [
      'the catalogue',
      catalogueList({
        services: Array.from({ length: 10 }, () => service),
        total: 1000,
        settings: full,
        next: service.serviceId,
      }),
      false,
    ],
    ['the question', removeQuestion(service), false],
  ])('%s', (_, message, panel) => {
    expect(() => send(message, panel)).not.toThrow();
  });

  test('the judge of this test refuses what is too long', () => {
    expect(() => send({ content: 'x'.repeat(4001), components: [] }, true)).toThrow();
    expect(() => send({ content: 'x'.repeat(2001) }, false)).toThrow();
  });
});

describe('pickers', () => {
  test('start with what is there, never with what was deleted', () => {
    const settings = { ...defaultSettings, adminRoleIds: [id(0), id(7)], reviewChannelId: id(601) };
    const some: ServerFacts = { ...facts, known: new Set([id(0)]), checks: [] };
    const chosen = (message: Message) =>
      JSON.stringify(message.components).match(/"default_values":\[[^\]]*\]/g);
    expect(chosen(rolesPanel(settings, some))?.[0]).toBe(
      `"default_values":[{"id":"${id(0)}","type":"role"}]`,
    );
    expect(chosen(channelsPanel(settings, some))).toEqual(Array(3).fill('"default_values":[]'));
  });

  test('lists of many are cut in words', () => {
    expect(rolesPanel(full, facts, 'adminRoleIds').content).toMatch(
      /^✅ Saved\. Admin: (<@&\d+>, ){4}<@&\d+> and 20 more\.$/,
    );
  });
});

describe('a payout policy in words', () => {
  const fixed: PayoutPolicy = {
    fee: { kind: 'fixed', amountMinor: amountMinor(50), currency: currencyCode('Gold') },
    taxBasisPoints: 1000,
  };
  const whole: PayoutPolicy = { fee: { kind: 'percent', basisPoints: 10_000 }, taxBasisPoints: 0 };

  test.each<[PayoutPolicy, string]>([
    [defaultPayoutPolicy, 'All to the booster.'],
    [
      { ...defaultPayoutPolicy, taxBasisPoints: 1500 },
      'All to the booster: tax is a share of the fee, and there is no fee.',
    ],
    [
      marketplacePayoutPolicy,
      '20 % fee, 15 % of it tax. Of $100.00, the booster gets $80.00, the platform $17.00, tax $3.00.',
    ],
    [whole, '100 % fee. Of $100.00, the booster gets $0.00, the platform $100.00.'],
    [
      fixed,
      '50 Gold fee, 10 % of it tax. Of 100 Gold, the booster gets 50 Gold, the platform 45 Gold, tax 5 Gold. Orders in other currencies carry no fee.',
    ],
  ])('%o', (policy, sentences) => {
    expect(policySentences(policy, defaultSettings, 'booster')).toBe(sentences);
  });

  test('is short in a list', () => {
    expect(policyWords(defaultPayoutPolicy, 'pilot')).toBe('all to the pilot');
  });
});

test.each([
  [undefined, 'booster'],
  ['Pilot', 'pilot'],
  ['VIP Pilot', 'VIP pilot'],
  ['Élève', 'élève'],
])('those who work by the title %s are called %s in a sentence', (workerTitle, name) => {
  expect(workerName({ workflow: 'service', workerTitle })).toBe(name);
});
