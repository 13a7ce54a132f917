import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditMoney } from '../../src/app/auditMoney.ts';
import type { Desk } from '../../src/app/desk.ts';
import { deleteExpiredEvidence } from '../../src/app/jobs/deleteExpiredEvidence.ts';
import { openBooks } from '../../src/app/ledger.ts';
import {
  askWithdrawal,
  decideWithdrawal,
  seeWithdrawal,
  waitingWithdrawals,
} from '../../src/app/withdrawals.ts';
import { clearingOf, walletOf } from '../../src/domain/account.ts';
import type { TransferRequest } from '../../src/domain/ledger.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { isWalletNotice, readNotice } from '../../src/domain/outbox.ts';
import { ok } from '../../src/domain/result.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { WithdrawalDecision } from '../../src/domain/withdrawal.ts';
import { collections, guilds, outbox, transfers, wallets, withdrawals } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { deedLine } from '../../src/views/job.ts';
import { withdrawalMessage } from '../../src/views/withdrawal.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type CountingStore, countingStore } from '../support/countingStore.ts';

const usd = currencyCode('USD');
const by = { ...mia, managesServer: false, roleIds: [] };
const staff = { ...dana, managesServer: true, roleIds: [] };
const stranger = { ...mike, managesServer: false, roleIds: [] };
const paid: WithdrawalDecision = { kind: 'paid' };
const refused: WithdrawalDecision = { kind: 'refused', reason: ' No such  account ' };
const hundred = Array.from({ length: 100 }, (_, index) => `op${index}`);

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('a withdrawal on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let counting: CountingStore;
  let desk: Desk;
  let seconds: number;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    counting = countingStore(store);
    seconds = 0;
    desk = {
      store: counting,
      clock: { now: () => at(++seconds) },
      outbox: { announce: async () => undefined },
    };
    await turn(true);
    await give(5_000);
    counting.reset();
  });
  afterEach(() => place.dispose());

  const turn = (on: boolean) =>
    store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, withdrawals: on }));
  const ask = (amount = '$50', operationId = '7', to = 'mia@example.com') =>
    askWithdrawal(desk, { operationId, by, guildId, amount, to });
  const decide = (decision: WithdrawalDecision, operationId = '8', who = staff, withdrawalId = '7') =>
    decideWithdrawal(desk, { operationId, by: who, guildId, withdrawalId, decision });
  const balance = async () => (await store.get(wallets.path(guildId, `${mia.userId}.USD`)))?.balanceMinor;
  const stored = () => store.get(withdrawals.path(guildId, '7'));
  const breaches = async () => {
    const found: string[] = [];
    await auditMoney(store, guildId, ({ subject, problem }) => found.push(`${subject}: ${problem}`));
    return found;
  };

  /** Puts something into mia's wallet. */
  async function give(minor: number): Promise<void> {
    const [from, to] = [clearingOf('manual'), walletOf(mia.userId)];
    const request: TransferRequest = {
      key: 'gift',
      kind: 'top-up',
      orderKey: '',
      currency: usd,
      by: dana.userId,
      at: at(0),
      parameters: {},
      accounts: [from, to],
      entries: () =>
        ok([
          { account: from, amountMinor: amountMinor(-minor) },
          { account: to, amountMinor: amountMinor(minor) },
        ]),
    };
    await store.transact(async (tx) => {
      const books = await openBooks(tx, guildId, [request]);
      books.post(request);
      books.write();
    });
  }

  /** What people are told: what, to whom, before and after. */
  async function told(): Promise<string[]> {
    const { docs } = await store.query({
      from: outbox,
      orderBy: { field: 'createdAt', direction: 'ascending' },
      limit: 200,
    });
    return docs.map(({ data }) => {
      const { data: notice } = readNotice(data);
      if (notice === undefined || !isWalletNotice(notice)) return 'something else';
      const { kind, beforeMinor, afterMinor, reason = '' } = notice.wallet;
      expect(JSON.stringify(notice)).not.toContain('example.com');
      const whom = notice.deliveries.map(({ route, userId }) => (userId === mia.userId ? 'mia' : route));
      return `${kind}: ${whom.join(' and ')}, ${beforeMinor} → ${afterMinor}${reason && `, ${reason}`}`;
    });
  }

  test('leaves the wallet at once, and staff confirm it once', async () => {
    for (let times = 0; times < 2; times += 1)
      expect(await ask('$20')).toMatchObject({ ok: true, value: { wallet: { amountMinor: 3_000 } } });
    expect(await balance()).toBe(3_000);
    expect(await waitingWithdrawals(desk, { by: staff, guildId })).toMatchObject({
      value: { total: 1, first: [{ withdrawalId: '7', to: 'mia@example.com', state: 'Pending' }] },
    });
    expect(await breaches()).toEqual([]);
    for (let times = 0; times < 2; times += 1)
      expect(await decide(paid)).toMatchObject({
        ok: true,
        value: { state: 'Paid', decidedBy: dana.userId },
      });
    expect(await balance()).toBe(3_000);
    expect(await told()).toEqual([
      'withdrawal asked: mia and log, 5000 → 3000',
      'withdrawal paid: mia and log, 3000 → 3000',
    ]);
    const over = { code: 'withdrawal-over', state: 'Paid', by: { userId: dana.userId, username: 'dana' } };
    expect(await decide(refused, '9')).toEqual({ ok: false, refusal: over });
    expect(await breaches()).toEqual([]);
    // Asked: transfer, two entries, balance, withdrawal, notice. Confirmed: withdrawal, notice.
    expect(counting.counts.writesPerCommit).toEqual([6, 2]);
  });

  test('that is refused is back in the wallet, with the reason', async () => {
    await ask('$20');
    expect(await decide({ kind: 'refused', reason: ' ' })).toMatchObject({
      refusal: { code: 'withdrawal-reason-missing' },
    });
    for (let times = 0; times < 2; times += 1)
      expect(await decide(refused)).toMatchObject({ ok: true, value: { reason: 'No such account' } });
    expect(await balance()).toBe(5_000);
    expect(await told()).toEqual([
      'withdrawal asked: mia and log, 5000 → 3000',
      'withdrawal refused: mia and log, 3000 → 5000, No such account',
    ]);
    expect(await decide(paid, '9')).toMatchObject({ refusal: { code: 'withdrawal-over', state: 'Refused' } });
    expect(await waitingWithdrawals(desk, { by: staff, guildId })).toMatchObject({ value: { total: 0 } });
    expect(counting.counts.writesPerCommit).toEqual([6, 6]);
    expect(await breaches()).toEqual([]);
  });

  test('one unit short is refused with how much is missing, and nothing is written', async () => {
    expect(await ask('$50.01')).toEqual({
      ok: false,
      refusal: {
        code: 'withdrawal-short',
        balance: { amountMinor: 5_000, currency: 'USD' },
        missing: { amountMinor: 1, currency: 'USD' },
        has: [{ amountMinor: 5_000, currency: 'USD' }],
      },
    });
    expect(await ask('1 EUR')).toMatchObject({ refusal: { code: 'withdrawal-short' } });
    expect(counting.counts.commits).toBe(0);
    expect(await ask('$50')).toMatchObject({ ok: true });
    expect(await balance()).toBe(0);
  });

  test('asked for a hundred times at once leaves the wallet as often as it has the money, here once', async () => {
    const results = await Promise.all(hundred.map((operationId) => ask('$50', operationId)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results)
      if (!result.ok) expect(result.refusal).toMatchObject({ code: 'withdrawal-short' });
    expect(await balance()).toBe(0);
    expect(await told()).toEqual(['withdrawal asked: mia and log, 5000 → 0']);
    expect(await breaches()).toEqual([]);
  });

  test('decided a hundred times at once, paid or refused, has one outcome', async () => {
    await ask('$20');
    const results = await Promise.all(
      hundred.map((operationId, index) => decide(index % 2 === 0 ? paid : refused, operationId)),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    const state = (await stored())?.state;
    for (const result of results)
      if (!result.ok) expect(result.refusal).toMatchObject({ code: 'withdrawal-over', state });
    expect(await balance()).toBe(state === 'Paid' ? 3_000 : 5_000);
    expect(await told()).toHaveLength(2);
    expect(await breaches()).toEqual([]);
  });

  test('is refused where it is off; what waits then can still be decided', async () => {
    await ask('$20');
    await turn(false);
    expect(await ask('$20', '9')).toEqual({ ok: false, refusal: { code: 'withdrawals-off' } });
    expect(await decide(paid)).toMatchObject({ ok: true });
  });

  test.each([
    ['$20', ' ', 'withdrawal-to-missing'],
    ['0', 'me', 'money-not-positive'],
    ['-5', 'me', 'money-not-positive'],
    ['20.0010', 'me', 'money-too-precise'],
    ['20 Shells', 'me', 'currency-unknown'],
  ])('of %s to "%s" is refused', async (amount, to, code) => {
    expect(await ask(amount, '7', to)).toMatchObject({ ok: false, refusal: { code } });
    expect(await stored()).toBeUndefined();
  });

  test('is for staff alone to see and decide', async () => {
    await ask('$20');
    const denied = { ok: false, refusal: { code: 'permission-denied', needs: 'staff' } };
    for (const who of [by, stranger]) {
      expect(await decide(paid, '8', who)).toEqual(denied);
      expect(await waitingWithdrawals(desk, { by: who, guildId })).toEqual(denied);
    }
    expect(await decide(paid, '8', staff, 'none')).toMatchObject({
      refusal: { code: 'withdrawal-not-found' },
    });
    expect((await stored())?.state).toBe('Pending');
  });

  test('forgets where it went 30 days after it ended, or as long as pictures are kept, and nothing else', async () => {
    const dayMs = 24 * 60 * 60 * 1000;
    await ask('$20');
    await ask('$10', '9', 'closed@example.com');
    await ask('$5', '10', 'waits@example.com');
    await decide(paid);
    await decide(refused, '11', staff, '9');
    const before = await stored();
    const lastEnded = (await store.get(withdrawals.path(guildId, '9')))?.decidedAt?.getTime() ?? 0;
    /** Runs the job; gives what it says, and where each withdrawal still says it goes. */
    const clean = async (moment: Date, dryRun = false) => {
      const said: string[] = [];
      const nothing = async () => undefined;
      const vault = { put: nothing, get: nothing, delete: nothing, list: async function* () {} };
      const clock = { now: () => moment };
      await deleteExpiredEvidence(
        { ...desk, clock, vault, providers: new Map(), publicUrl: undefined },
        {
          dryRun,
          signal: new AbortController().signal,
          note: (deed) => said.push(deedLine(deed, { dryRun })),
        },
      );
      const places = ['7', '9', '10'].map((id) => withdrawals.path(guildId, id));
      return { said, to: (await store.getAll(places)).map((withdrawal) => withdrawal?.to) };
    };
    const kept = ['mia@example.com', 'closed@example.com', 'waits@example.com'];
    const due = new Date(lastEnded + 30 * dayMs);
    expect(await clean(new Date(lastEnded + 29 * dayMs))).toEqual({ said: [], to: kept });
    const first = `Where withdrawal 7 of server ${guildId} went would be deleted: Paid since 2026-03-01 12:00 UTC`;
    const plan = await clean(due, true);
    expect(plan.to).toEqual(kept);
    expect(plan.said).toHaveLength(2);
    expect(plan.said).toContain(first);
    const done = await clean(due);
    expect(done.to).toEqual(['', '', 'waits@example.com']);
    expect(done.said.join()).not.toContain('example.com');
    expect((await clean(due)).said).toEqual([]);
    expect(await stored()).toEqual({ ...before, to: '' });
    expect(await breaches()).toEqual([]);
    const seen = await seeWithdrawal(desk, { by: staff, guildId, withdrawalId: '7' });
    expect(seen.ok && withdrawalMessage(seen.value, dana.userId).content).toContain(
      'Where it was to go was deleted after the retention time.\n✅ Paid, confirmed by',
    );

    await decide(paid, '12', staff, '10');
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), { ...defaultSettings, withdrawals: true, retentionDays: 2 }),
    );
    expect((await clean(new Date(lastEnded + 3 * dayMs))).to).toEqual(['', '', '']);
  });

  test('whose money and state differ is found by the audit', async () => {
    await ask('$20');
    const withdrawal = await stored();
    if (withdrawal === undefined) throw new Error('It is not there');
    const path = withdrawals.path(guildId, '7');
    const problemsWith = async (change: Partial<typeof withdrawal>) => {
      await store.transact(async (tx) => tx.put(path, { ...withdrawal, ...change }));
      return breaches();
    };
    expect(await problemsWith({ state: 'Refused' })).toEqual([
      'withdrawal 7: it is Refused, but its transfers leave -$20.00 on the wallet instead of $0.00',
    ]);
    expect(await problemsWith({ amountMinor: 1_999 })).toContain(
      'withdrawal 7: $19.99 should have left the wallet, but did not',
    );
    await store.transact(async (tx) => tx.delete(path));
    expect(await breaches()).toEqual([
      'transfer withdrawal.7: is a withdrawal, but there is no such withdrawal',
    ]);
    expect(await store.get(transfers.path(guildId, 'withdrawal.7'))).toBeDefined();
  });
});
