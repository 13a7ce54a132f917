import { describe, expect, test } from 'vitest';
import { addOrder } from '../../src/domain/addOrder.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { OrderId } from '../../src/domain/orderId.ts';
import { defaultPayoutPolicy, marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import {
  addService,
  editService,
  type Service,
  type ServiceWish,
  serviceIdOf,
} from '../../src/domain/service.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { anOccasion, guildId, mia } from '../support/anOrder.ts';

const logo: Service = {
  serviceId: serviceIdOf('Logo'),
  name: 'Logo',
  nameKey: 'logo',
  serviceTerms: ['logo'],
  advertiserId: '5',
  teamId: '6',
  evidenceRequired: true,
};

describe('the id of a service', () => {
  test.each(['website development', 'WEBSITE  Development ', 'Website\tdevelopment'])(
    '%j is the same',
    (name) => {
      expect(serviceIdOf(name)).toBe(serviceIdOf('Website Development'));
    },
  );

  test.each(['Website Developments', 'Website-Development', 'Website'])('%j is another', (name) => {
    expect(serviceIdOf(name)).not.toBe(serviceIdOf('Website Development'));
  });

  test('fits in a path and a button whatever the name', () => {
    for (const name of ['a/b', '..', '__x__', '網站', 'x'.repeat(100)])
      expect(serviceIdOf(name)).toMatch(/^[0-9a-f]{20}$/);
  });
});

describe('a service', () => {
  test('needs evidence and follows the server’s policy unless something else is said', () => {
    const result = addService('  Website   Development', {}, guildId, defaultSettings);
    expect(result).toEqual({
      ok: true,
      value: {
        serviceId: serviceIdOf('Website Development'),
        name: 'Website Development',
        nameKey: 'website development',
        serviceTerms: ['website', 'development', 'website development'],
        evidenceRequired: true,
      },
    });
  });

  test.each<[ServiceWish, Partial<Service>]>([
    [{}, {}],
    [{ advertiserId: '9' }, { advertiserId: '9' }],
    [{ teamId: '9' }, { teamId: '9' }],
    [{ clear: 'advertiser' }, { advertiserId: undefined }],
    [{ clear: 'team' }, { teamId: undefined }],
    [{ clear: 'both' }, { advertiserId: undefined, teamId: undefined }],
    [
      { clear: 'both', advertiserId: '9' },
      { advertiserId: '9', teamId: undefined },
    ],
    [{ evidenceRequired: false }, { evidenceRequired: false }],
    [{ payout: 'marketplace' }, { payoutPolicy: marketplacePayoutPolicy }],
    [{ payout: 'worker' }, { payoutPolicy: defaultPayoutPolicy }],
    [{ fee: '20', tax: '15' }, { payoutPolicy: marketplacePayoutPolicy }],
  ])('is edited by %o', (wish, expected) => {
    expect(editService(logo, wish, guildId, defaultSettings)).toEqual({
      ok: true,
      value: { ...logo, ...expected },
    });
  });

  test('can go back to the server’s policy, or start from it', () => {
    const own = { ...logo, payoutPolicy: marketplacePayoutPolicy };
    expect(editService(own, { payout: 'server' }, guildId, defaultSettings)).toEqual({
      ok: true,
      value: logo,
    });
    const server = { ...defaultSettings, payoutPolicy: marketplacePayoutPolicy };
    expect(editService(own, { payout: 'server', tax: '10' }, guildId, server)).toMatchObject({
      value: { payoutPolicy: { fee: marketplacePayoutPolicy.fee, taxBasisPoints: 1000 } },
    });
  });

  test.each<[string, ServiceWish, unknown]>([
    ['', {}, { code: 'service-empty' }],
    ['***', {}, { code: 'service-empty' }],
    ['Logo', { teamId: guildId }, { code: 'role-is-everyone' }],
    ['Logo', { fee: '120 %' }, { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 12_000 }],
  ])('%j with %o is refused', (name, wish, refusal) => {
    expect(addService(name, wish, guildId, defaultSettings)).toEqual({ ok: false, refusal });
  });
});

describe('an order made from a service', () => {
  const toAdd = {
    // A constant that fits.
    orderId: 'A1' as OrderId,
    guildId,
    customer: mia,
    service: 'LOGO',
    paymentMethod: 'stripe',
    price: { amountMinor: amountMinor(100), currency: currencyCode('USD') },
    defaultCurrency: currencyCode('USD'),
    payoutPolicy: marketplacePayoutPolicy,
  } as const;

  test('copies what the service says, with its name', () => {
    const catalogueEntry = { ...logo, evidenceRequired: false, payoutPolicy: defaultPayoutPolicy };
    const { order } = addOrder({ ...toAdd, catalogueEntry, workerTitle: 'Pilot' }, anOccasion());
    expect(order).toMatchObject({
      service: 'Logo',
      serviceId: logo.serviceId,
      advertiserId: '5',
      teamId: '6',
      evidenceRequired: false,
      payoutPolicy: defaultPayoutPolicy,
      workerTitle: 'Pilot',
    });
  });

  test('follows the server’s policy where the service has none', () => {
    const { order } = addOrder({ ...toAdd, catalogueEntry: logo }, anOccasion());
    expect(order.payoutPolicy).toEqual(marketplacePayoutPolicy);
  });

  test('in free text belongs to nobody, and follows the server’s policy', () => {
    const { order } = addOrder(toAdd, anOccasion());
    expect(order).toMatchObject({ service: 'LOGO', payoutPolicy: marketplacePayoutPolicy });
    for (const field of ['serviceId', 'advertiserId', 'teamId', 'evidenceRequired'] as const)
      expect(order[field]).toBeUndefined();
  });
});
