import { commitChange } from '../../src/app/commitChange.ts';
import { newVaultKey } from '../../src/app/vaultKey.ts';
import { addOrder } from '../../src/domain/addOrder.ts';
import { assignWorker } from '../../src/domain/assignOrder.ts';
import type { Submission } from '../../src/domain/evidence.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { Change, Occasion, Order, Person } from '../../src/domain/order.ts';
import { parseOrderId } from '../../src/domain/orderId.ts';
import type { Result } from '../../src/domain/result.ts';
import { approve, openReview, reject } from '../../src/domain/reviewOrder.ts';
import { submitEvidence } from '../../src/domain/submitEvidence.ts';
import { orders, submissions } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Vault } from '../../src/ports/vault.ts';
import { dana, guildId, mia, mike } from './anOrder.ts';

/** Support, who reviews. */
export const rick = { userId: '100000000000000004', username: 'rick' };

/** Takes orders through their lives over a store, by the domain's own rules, at moments that the test chooses. */
export class PlayedOrders {
  private readonly store: Store;
  private readonly vault: Vault | undefined;
  private readonly guildId: string;
  private operations = 0;

  constructor(store: Store, where: { readonly vault?: Vault; readonly guildId?: string } = {}) {
    this.store = store;
    this.vault = where.vault;
    this.guildId = where.guildId ?? guildId;
  }

  async add(
    id: string,
    at: Date,
    over: Partial<Order> & { readonly worker?: Person; readonly customer?: Person } = {},
  ): Promise<void> {
    const { worker, customer = mia, deadline, ...rest } = over;
    const orderId = parseOrderId(id);
    if (!orderId.ok) throw new Error(`Not an id: ${id}`);
    const occasion = this.occasion(dana, at);
    const added = addOrder(
      {
        orderId: orderId.value,
        guildId: rest.guildId ?? this.guildId,
        customer,
        service: 'Website Development',
        paymentMethod: 'stripe',
        price: { amountMinor: amountMinor(20_000), currency: currencyCode('USD') },
        defaultCurrency: currencyCode('USD'),
        worker,
        deadline,
      },
      occasion,
    );
    await this.store.transact((tx) =>
      commitChange(tx, { ...added, order: { ...added.order, ...rest } }, occasion, undefined),
    );
  }

  /** A change by any rule of the domain. */
  async change(
    id: string,
    by: Person,
    at: Date,
    decide: (order: Order, occasion: Occasion) => Result<Change | undefined, unknown>,
  ): Promise<void> {
    const occasion = this.occasion(by, at);
    await this.store.transact(async (tx) => {
      const order = await tx.get(orders.path(this.guildId, id));
      if (order === undefined) throw new Error(`There is no order ${id}`);
      const decided = decide(order, occasion);
      if (!decided.ok || decided.value === undefined)
        throw new Error(`Refused: ${JSON.stringify(decided.ok ? undefined : decided.refusal)}`);
      const committed = await commitChange(tx, decided.value, occasion, order);
      if (!committed.ok) throw new Error(`Refused: ${committed.refusal.code}`);
    });
  }

  assign(id: string, at: Date, worker: Person = mike): Promise<void> {
    return this.change(id, dana, at, (order, occasion) =>
      assignWorker(order, { ...worker, bot: false }, occasion),
    );
  }

  /** Hands in so many pictures, which are in the vault then; answers their keys. */
  async submit(id: string, at: Date, pictures = 1, worker: Person = mike): Promise<string[]> {
    const submissionId = `submission-${this.operations + 1}`;
    const keys = Array.from({ length: pictures }, () =>
      newVaultKey({ guildId: this.guildId, orderKey: id, submissionId }),
    );
    for (const key of keys) await this.vault?.put(key, Buffer.from(key), 'image/png');
    await this.change(id, worker, at, (order, occasion) => submitEvidence(order, submissionId, occasion));
    const submission: Submission = {
      workerId: worker.userId,
      workerUsername: worker.username,
      at,
      notes: '',
      images: keys.map((vaultKey) => ({
        vaultKey,
        sha256: 'a'.repeat(64),
        perceptualHash: 'b'.repeat(64),
        width: 800,
        height: 600,
        bytes: 1000,
        format: 'png',
        sightings: [],
      })),
      verdict: 'pending',
    };
    await this.store.transact(async (tx) =>
      tx.put(submissions.path(this.guildId, id, submissionId), submission),
    );
    return keys;
  }

  open(id: string, at: Date, by: Person = rick): Promise<void> {
    return this.change(id, by, at, openReview);
  }

  approve(id: string, at: Date): Promise<void> {
    return this.change(id, rick, at, (order, occasion) => approve(order, order.submissionId ?? '', occasion));
  }

  reject(id: string, at: Date, reason: string): Promise<void> {
    return this.change(id, rick, at, (order, occasion) =>
      reject(order, order.submissionId ?? '', reason, occasion),
    );
  }

  private occasion(by: Person, at: Date): Occasion {
    this.operations += 1;
    return { operationId: `played-${this.operations}`, by, at };
  }
}
