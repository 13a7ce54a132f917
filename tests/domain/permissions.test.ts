import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type Actor,
  type Party,
  partiesByOrder,
  partiesByRoles,
  permits,
} from '../../src/domain/permissions.ts';
import { mia, mike } from '../support/anOrder.ts';

const parties: readonly Party[] = ['customer', 'worker', 'advertiser', 'team advertiser', 'support', 'staff'];

// The product page's table, cell by cell: a column a party, in the order above. "Own", "assigned" and "own services" are
// what makes someone a party to this order.
const table: readonly (readonly [Action, ...('yes' | 'no')[]])[] = [
  ['see order', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  ['add order', 'no', 'no', 'no', 'no', 'no', 'yes'],
  ['update order', 'no', 'no', 'no', 'no', 'no', 'yes'],
  ['list orders', 'no', 'no', 'no', 'no', 'yes', 'yes'],
  ['assign worker', 'no', 'no', 'yes', 'yes', 'yes', 'yes'],
  ['set up', 'no', 'no', 'no', 'no', 'no', 'yes'],
  ['submit evidence', 'no', 'yes', 'no', 'no', 'no', 'no'],
  ['review', 'no', 'no', 'yes', 'yes', 'yes', 'yes'],
  ['override', 'no', 'no', 'no', 'no', 'no', 'yes'],
  ['open dispute', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  ['resolve dispute', 'no', 'no', 'no', 'no', 'yes', 'yes'],
  ['refund', 'no', 'no', 'no', 'no', 'yes', 'yes'],
];

describe('who may do what', () => {
  test.each(
    table.flatMap(([action, ...cells]) =>
      cells.map((cell, column) => ({ action, party: parties[column] ?? 'system', cell })),
    ),
  )('$action, $party: $cell', ({ action, party, cell }) => {
    expect(permits(action, new Set([party]))).toBe(cell === 'yes');
  });

  test.each(table.map(([action]) => action))('a stranger may not %s', (action) => {
    expect(permits(action, new Set())).toBe(false);
  });

  test('who is several may do what any of them may, but nobody decides about their own work', () => {
    fc.assert(
      fc.property(fc.subarray([...table]), fc.subarray([...parties]), (rows, held) => {
        for (const [action, ...cells] of rows) {
          const anyMay = held.some((party) => cells[parties.indexOf(party)] === 'yes');
          const decides = action === 'review' || action === 'override' || action === 'resolve dispute';
          const ownWork = held.includes('worker') && decides;
          const ownPurchase = held.includes('customer') && action === 'resolve dispute';
          expect(permits(action, new Set(held))).toBe(anyMay && !ownWork && !ownPurchase);
        }
      }),
    );
  });
});

// "Own services" and "own + team services": the same cells seen from services, for those whom the table calls so.
describe.each(['own', 'team', 'other', 'free text'] as const)('an order of a service that is %s', (whose) => {
  const roles = {
    adminRoleIds: [],
    supportRoleIds: [],
    advertiserRoleIds: ['ads'],
    teamAdvertiserRoleIds: ['team ads'],
  };
  const people = {
    own: { advertiserId: '11', teamId: 'blue' },
    team: { advertiserId: '12', teamId: 'red' },
    other: { advertiserId: '12', teamId: 'blue' },
    'free text': {},
  }[whose];
  const order = { userId: mia.userId, workerId: mike.userId, ...people };
  const person = { userId: '11', username: 'ada', managesServer: false };
  const advertiser = partiesByRoles({ ...person, roleIds: ['ads', 'red'] }, roles, order);
  const teamAdvertiser = partiesByRoles({ ...person, roleIds: ['team ads', 'red'] }, roles, order);
  const reaches = { advertiser: whose === 'own', 'team advertiser': whose === 'own' || whose === 'team' };

  test.each<[Action, boolean]>([
    ['see order', true],
    ['add order', false],
    ['update order', false],
    ['list orders', false],
    ['assign worker', true],
    ['set up', false],
    ['submit evidence', false],
    ['review', true],
    ['override', false],
    ['open dispute', true],
    ['resolve dispute', false],
    ['refund', false],
  ])('%s: its advertisers may: %s', (action, may) => {
    expect(permits(action, advertiser)).toBe(may && reaches.advertiser);
    expect(permits(action, teamAdvertiser)).toBe(may && reaches['team advertiser']);
  });

  test('nobody reviews their own work, whatever roles they hold', () => {
    for (const parties of [advertiser, teamAdvertiser])
      expect(permits('review', new Set([...parties, 'worker']))).toBe(false);
  });
});

describe('what someone is to an order', () => {
  const stranger: Actor = { userId: '9', username: 'nobody', managesServer: false, roleIds: ['everyone'] };
  const ada = '11';
  const order = { userId: mia.userId, workerId: mike.userId, advertiserId: ada, teamId: 'red' };
  const roles = {
    adminRoleIds: ['admin', 'boss'],
    supportRoleIds: ['help'],
    advertiserRoleIds: ['ads'],
    teamAdvertiserRoleIds: ['team ads'],
  };
  const noRoles = { adminRoleIds: [], supportRoleIds: [], advertiserRoleIds: [], teamAdvertiserRoleIds: [] };

  test.each([
    ['nobody', {}, []],
    ['the customer', { userId: mia.userId }, ['customer']],
    ['the worker', { userId: mike.userId }, ['worker']],
    ['who manages the server', { managesServer: true }, ['staff']],
    ['a customer who manages the server', { userId: mia.userId, managesServer: true }, ['staff', 'customer']],
    ['who has a role that means nothing', { roleIds: ['dj'] }, []],
    ['who has an admin role', { roleIds: ['dj', 'boss'] }, ['staff']],
    ['who has a support role', { roleIds: ['help'] }, ['support']],
    [
      'the worker with both roles',
      { userId: mike.userId, roleIds: ['help', 'admin'] },
      ['worker', 'staff', 'support'],
    ],
    ['the service’s advertiser', { userId: ada, roleIds: ['ads'] }, ['advertiser']],
    ['who was its advertiser and lost the role', { userId: ada }, []],
    ['an advertiser of other services', { roleIds: ['ads'] }, []],
    ['who is of the team only', { roleIds: ['red'] }, []],
    ['a team advertiser of another team', { roleIds: ['team ads', 'blue'] }, []],
    ['a team advertiser of its team', { roleIds: ['team ads', 'red'] }, ['team advertiser']],
    ['its advertiser, who is a team advertiser', { userId: ada, roleIds: ['team ads'] }, ['advertiser']],
    [
      'its advertiser, who is a team advertiser of its team',
      { userId: ada, roleIds: ['team ads', 'red'] },
      ['advertiser', 'team advertiser'],
    ],
  ])('%s', (_, who, expected) => {
    expect(partiesByRoles({ ...stranger, ...who }, roles, order)).toEqual(new Set(expected));
  });

  test('an order in free text has no advertiser and no team', () => {
    const freeText = { userId: mia.userId, workerId: mike.userId };
    const both = { ...stranger, userId: ada, roleIds: ['ads', 'team ads', 'red'] };
    expect(partiesByRoles(both, roles, freeText)).toEqual(new Set());
    expect(partiesByRoles(both, roles)).toEqual(new Set());
  });

  test('roles count only where the server’s settings are known', () => {
    const admin = { ...stranger, roleIds: ['admin', 'help'] };
    expect(partiesByOrder(admin, order)).toEqual(new Set());
    expect(partiesByRoles(admin, noRoles, order)).toEqual(new Set());
  });

  test('nobody is the worker of an order that has none, nor anything to no order', () => {
    expect(partiesByOrder(stranger, { userId: mia.userId, workerId: undefined })).toEqual(new Set());
    expect(partiesByOrder({ ...stranger, userId: mia.userId })).toEqual(new Set());
  });
});
