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
import { dana, mia, mike } from '../support/anOrder.ts';

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
  ['start work', 'no', 'yes', 'no', 'no', 'no', 'no'],
  ['submit evidence', 'no', 'yes', 'no', 'no', 'no', 'no'],
  ['see evidence', 'no', 'yes', 'yes', 'yes', 'yes', 'yes'],
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
          const ownWork = held.includes('worker') && (action === 'review' || action === 'override');
          expect(permits(action, new Set(held))).toBe(anyMay && !ownWork);
        }
      }),
    );
  });
});

describe('what someone is to an order', () => {
  const stranger: Actor = { userId: '9', username: 'nobody', managesServer: false, roleIds: ['everyone'] };
  const order = { userId: mia.userId, workerId: mike.userId, advertiserId: dana.userId, teamId: 'blue' };
  const roles = {
    adminRoleIds: ['admin', 'boss'],
    supportRoleIds: ['help'],
    advertiserRoleIds: ['shop'],
    teamAdvertiserRoleIds: ['team shop'],
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
    ['the advertiser of its service', { userId: dana.userId, roleIds: ['shop'] }, ['advertiser']],
    ['who was its advertiser and lost the role', { userId: dana.userId, roleIds: ['dj'] }, []],
    ['the advertiser of another service', { roleIds: ['shop'] }, []],
    [
      'the advertiser of its service, who has a team',
      { userId: dana.userId, roleIds: ['team shop', 'red'] },
      ['advertiser'],
    ],
    ['a team advertiser of its team', { roleIds: ['team shop', 'blue'] }, ['team advertiser']],
    ['a team advertiser of another team', { roleIds: ['team shop', 'red'] }, []],
    ['who is in its team and is no team advertiser', { roleIds: ['shop', 'blue'] }, []],
    [
      'the worker with both roles',
      { userId: mike.userId, roleIds: ['help', 'admin'] },
      ['worker', 'staff', 'support'],
    ],
  ])('%s', (_, who, expected) => {
    expect(partiesByRoles({ ...stranger, ...who }, roles, order)).toEqual(new Set(expected));
  });

  test('roles count only where the server’s settings are known', () => {
    const admin = { ...stranger, roleIds: ['admin', 'help'] };
    expect(partiesByOrder(admin, order)).toEqual(new Set());
    expect(partiesByRoles(admin, noRoles, order)).toEqual(new Set());
    const advertiser = { ...stranger, userId: dana.userId, roleIds: ['shop', 'team shop', 'blue'] };
    expect(partiesByOrder(advertiser, order)).toEqual(new Set());
    expect(partiesByRoles(advertiser, noRoles, order)).toEqual(new Set());
  });

  test('nobody is the worker of an order that has none, nor anything to no order', () => {
    expect(partiesByOrder(stranger, { userId: mia.userId, workerId: undefined })).toEqual(new Set());
    expect(partiesByOrder({ ...stranger, userId: mia.userId })).toEqual(new Set());
  });
});
