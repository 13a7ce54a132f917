import { addOrder } from '../../src/app/addOrder.ts';
import { assignOrder, declineOrder, startOrder } from '../../src/app/assignOrder.ts';
import type { EvidenceDesk } from '../../src/app/desk.ts';
import { addStatement } from '../../src/app/disputes/addStatement.ts';
import { openDispute } from '../../src/app/disputes/openDispute.ts';
import { askResolution, confirmResolution } from '../../src/app/disputes/resolveDispute.ts';
import { chargeOrder, recordPayment } from '../../src/app/payments/chargeOrder.ts';
import { invoice } from '../../src/app/payments/invoice.ts';
import { payByProvider } from '../../src/app/payments/payByProvider.ts';
import { payFromWallet } from '../../src/app/payments/payFromWallet.ts';
import { quoteRefund } from '../../src/app/payments/quoteRefund.ts';
import { confirmRefund, refundOrder } from '../../src/app/payments/refundOrder.ts';
import { approveEvidence, openOrderReview, rejectEvidence } from '../../src/app/reviewOrder.ts';
import { submitEvidence } from '../../src/app/submitEvidence.ts';
import { confirmUpdate, updateOrder } from '../../src/app/updateOrder.ts';
import type { Order } from '../../src/domain/order.ts';
import { isUnpaid, type Payment } from '../../src/domain/payment.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { refundWays } from '../../src/domain/refund.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { type Answer, asUser, type Deed, opened, said } from './deed.ts';
import { allOf } from './moneyRules.ts';
import { customers, everyone, prices, servers, staff, support, workers } from './people.ts';
import { topUp, withdraw } from './walletDeeds.ts';
import type { RunningDesk, World } from './world.ts';

/** Something that somebody does: mostly what comes next for an order, and at times anything at all. */
export function someDeed(world: World): Deed | undefined {
  const { dice } = world;
  const orders = allOf<Order>(world.database, 'orders').filter(
    ({ orderKey }) => !orderKey.startsWith('START'),
  );
  const order = dice.maybe(orders);
  if (dice.is(0.03)) return topUp(world);
  if (dice.is(0.03)) return withdraw(world);
  if (order === undefined || dice.is(orders.length < 5 ? 0.2 : 0.02)) return newOrder(world);
  const isSensible = dice.is(0.8);
  const kinds = isSensible ? (sensible[order.status] ?? []) : all;
  const kind = dice.maybe(kinds);
  if (kind === undefined) return undefined;
  const by = isSensible ? dice.one(whoOf(world, kind, order)) : dice.one(everyone);
  return onOrder[kind](world, order, by);
}

type Kind = keyof typeof onOrder;
type People = readonly [Actor, ...Actor[]];

/** What usually comes next. */
const sensible: Partial<Record<Status, readonly Kind[]>> = {
  'Pending Payment': ['page', 'page', 'page', 'wallet', 'wallet', 'record', 'charge', 'update'],
  'Payment Verified': ['assign', 'assign', 'assign', 'page', 'charge', 'update', 'refund'],
  Assigned: ['start', 'submit', 'submit', 'decline', 'page', 'wallet'],
  'In Progress': ['submit', 'submit', 'page', 'wallet', 'charge', 'update', 'refund', 'offer', 'dispute'],
  'Evidence Submitted': ['open', 'approve', 'approve', 'reject', 'refund', 'dispute'],
  'In Review': ['approve', 'approve', 'reject', 'page'],
  Rejected: ['start', 'submit', 'update'],
  'On Hold': ['update', 'assign', 'page'],
  Disputed: ['statement', 'resolve', 'resolve', 'refund', 'page'],
  Complete: ['charge', 'update', 'page', 'refund', 'refund', 'offer', 'dispute'],
  Cancelled: ['page', 'wallet', 'update', 'refund', 'refund', 'offer'],
  Refunded: ['page', 'refund'],
};

function whoOf(world: World, kind: Kind, order: Order): People {
  const own = everyone.find(({ userId }) => userId === order.workerId);
  switch (kind) {
    case 'page':
    case 'wallet': {
      const payer = unpaidOf(world, order)?.payerId;
      return [customers.find(({ userId }) => userId === payer) ?? customers[0]];
    }
    case 'start':
    case 'submit':
    case 'decline':
      return own === undefined ? workers : [own];
    case 'dispute':
    case 'statement':
      return own === undefined ? customers : [...customers, own];
    case 'open':
    case 'approve':
    case 'reject':
    case 'refund':
    case 'offer':
    case 'resolve':
      return [support, ...staff];
    default:
      return staff;
  }
}

function unpaidOf(world: World, { guildId, orderKey }: Order): Payment | undefined {
  return allOf<Payment>(world.database, 'payments').find(
    (payment) => payment.guildId === guildId && payment.orderKey === orderKey && isUnpaid(payment),
  );
}

function newOrder(world: World): Deed {
  const { dice } = world;
  const [guildId] = dice.one([servers[0] ?? ['', undefined], servers[1] ?? ['', undefined]]);
  const operationId = world.operation();
  const by = dice.is(0.95) ? dice.one(staff) : dice.one(everyone);
  const customer = dice.one(customers);
  const request = {
    operationId,
    by,
    guildId,
    channel: { id: '5', parentId: undefined },
    customer: asUser(customer),
    service: 'Rank boost',
    amount: dice.one(prices),
  };
  if (dice.is(0.2)) {
    const worker = dice.is(0.5) ? asUser(dice.one(workers)) : undefined;
    const paymentMethod = dice.one(['manual', 'bank_transfer', 'wallet']);
    return {
      what: `${by.username} records an order of ${customer.username} for ${request.amount} by ${paymentMethod} (${operationId})`,
      ask: async ({ desk }) => said(await addOrder(desk, { ...request, worker, paymentMethod })),
    };
  }
  const others = dice.is(0.2) ? customers.filter((one) => one !== customer).slice(0, 1) : [];
  const instalments = dice.is(0.25) ? 3 : 1;
  return {
    what: `${by.username} asks ${customer.username} for ${request.amount} in ${instalments}, with ${others.length} others (${operationId})`,
    ask: async ({ desk }) =>
      said(
        await invoice(desk, { ...request, otherPayers: others.map(asUser), instalments, intervalDays: 2 }),
      ),
  };
}

const charts = { bars: () => Promise.reject(new Error('There are no charts here')) };
const wholeDesk = ({ desk }: RunningDesk): EvidenceDesk => ({ ...desk, charts });

/** What can be done about an order. */
const onOrder = {
  page(world: World, order: Order, by: Actor): Deed {
    const provider = world.dice.one(['stripe', 'paypal']);
    const request = { by, guildId: order.guildId, orderKey: order.orderKey };
    return {
      what: `${by.username} pays ${order.orderKey} by ${provider}`,
      ask: async ({ desk }) => opened(world, provider, await payByProvider(desk, provider, request)),
    };
  },
  wallet(world: World, order: Order, by: Actor): Deed {
    const next = unpaidOf(world, order)?.number ?? 1;
    const number = world.dice.is(0.8) ? next : world.dice.whole(1, order.paymentCount ?? 1);
    return change(world, order, by, `pays part ${number} of`, (desk, request) =>
      payFromWallet(desk, { ...request, number }),
    );
  },
  record(world: World, order: Order, by: Actor): Deed {
    return change(world, order, by, 'records the money for', (desk, request) =>
      recordPayment(desk, { ...request, method: 'manual' }),
    );
  },
  charge(world: World, order: Order, by: Actor): Deed {
    const amount = world.dice.is(0.8) ? `7 ${order.currency}` : world.dice.one(prices);
    const payer = world.dice.is(0.3) ? asUser(world.dice.one(customers)) : undefined;
    return change(world, order, by, `asks for ${amount} more on`, (desk, request) =>
      chargeOrder(desk, { ...request, amount, description: 'Rush', payer }),
    );
  },
  update(world: World, order: Order, by: Actor): Deed {
    const status = world.dice.is(0.5)
      ? world.dice.one(['Complete', 'Cancelled', 'On Hold'])
      : world.dice.maybe(statuses);
    const confirms = world.dice.is(0.8);
    return change(
      world,
      order,
      by,
      `takes to ${status}`,
      async (desk, { guildId, orderKey, operationId }) => {
        const update = { status, notes: 'So be it' };
        const updated = await updateOrder(desk, {
          operationId,
          by,
          update,
          order: { guildId, orderId: order.orderId },
        });
        if (!updated.ok || updated.value.outcome !== 'asked' || !confirms) return updated;
        const { confirmationId } = updated.value;
        return confirmUpdate(desk, {
          by,
          guildId,
          orderKey,
          confirmationId,
          operationId: `${operationId}.yes`,
        });
      },
    );
  },
  assign(world: World, order: Order, by: Actor): Deed {
    const worker = world.dice.is(0.85) ? asUser(world.dice.one([...workers, staff[1]])) : undefined;
    return change(world, order, by, `gives to ${worker?.username ?? 'nobody'}`, (desk, request) =>
      assignOrder(desk, { ...request, worker }),
    );
  },
  start(world: World, order: Order, by: Actor): Deed {
    return change(world, order, by, 'starts', startOrder);
  },
  decline(world: World, order: Order, by: Actor): Deed {
    return change(world, order, by, 'gives back', declineOrder);
  },
  submit(world: World, order: Order, by: Actor): Deed {
    const images = Array.from({ length: world.dice.whole(1, 2) }, (_, number) => ({
      url: `picture ${number} of ${order.orderKey} ${world.dice.whole(1, 3)}`,
      bytes: 30,
    }));
    return change(world, order, by, 'hands in', (_, request, at) =>
      submitEvidence(wholeDesk(at), { ...request, images, notes: '' }),
    );
  },
  open(world: World, order: Order, by: Actor): Deed {
    return change(world, order, by, 'looks at', openOrderReview);
  },
  approve(world: World, order: Order, by: Actor): Deed {
    const { submissionId = 'none' } = order;
    return change(world, order, by, 'approves', (desk, request) =>
      approveEvidence(desk, { ...request, submissionId }),
    );
  },
  refund(world: World, order: Order, by: Actor): Deed {
    const { dice } = world;
    const amountMinor = dice.is(0.4) ? undefined : dice.whole(1, Math.ceil(order.amountMinor / 2));
    const way = dice.one(refundWays);
    return change(world, order, by, `refunds ${amountMinor ?? 'all'} by ${way} of`, (desk, request) =>
      refundOrder(desk, { ...request, way, amountMinor, reason: 'Sorry' }),
    );
  },
  offer(world: World, order: Order, by: Actor): Deed {
    const amount = world.dice.is(0.5) ? undefined : '0.2';
    return change(world, order, by, 'is asked before refunding', async (desk, request) => {
      const offer = await quoteRefund(desk, { ...request, amount });
      if (!offer.ok) return offer;
      const { confirmationId, seen, plan } = offer.value;
      const operationId = `${request.operationId}.yes`;
      return confirmRefund(desk, { ...request, operationId, confirmationId, seen, way: plan.way });
    });
  },
  dispute(world: World, order: Order, by: Actor): Deed {
    return change(world, order, by, 'disputes', (desk, request) =>
      openDispute(desk, { ...request, reason: 'Not what was agreed' }),
    );
  },
  resolve(world: World, order: Order, by: Actor): Deed {
    const resolution = world.dice.one(['Refund Buyer', 'Release Seller', 'Partial Refund', 'No Action']);
    return change(world, order, by, `decides ${resolution} for`, async (desk, request) => {
      const offer = await askResolution(desk, {
        ...request,
        resolution,
        amount: '0.3',
        reason: 'Both were heard',
      });
      if (!offer.ok) return offer;
      const { confirmationId, seen } = offer.value;
      return confirmResolution(desk, {
        ...request,
        confirmationId,
        seen,
        operationId: `${request.operationId}.yes`,
      });
    });
  },
  statement(world: World, order: Order, by: Actor): Deed {
    const images = world.dice.is(0.5) ? [{ url: `picture of ${order.orderKey}`, bytes: 30 }] : [];
    return change(world, order, by, 'says of', (_, request, at) =>
      addStatement(wholeDesk(at), { ...request, text: 'It is as I said', images }),
    );
  },
  reject(world: World, order: Order, by: Actor): Deed {
    const { submissionId = 'none' } = order;
    return change(world, order, by, 'rejects', (desk, request) =>
      rejectEvidence(desk, { ...request, submissionId, reason: 'Too dark' }),
    );
  },
};

/** Every kind of deed. */
const all = Object.keys(onOrder) as Kind[];

interface OrderRequest {
  readonly operationId: string;
  readonly by: Actor;
  readonly guildId: string;
  readonly orderKey: string;
}

function change(
  world: World,
  { guildId, orderKey }: Order,
  by: Actor,
  what: string,
  ask: (desk: RunningDesk['desk'], request: OrderRequest, at: RunningDesk) => Promise<Answer>,
): Deed {
  const operationId = world.operation();
  return {
    what: `${by.username} ${what} ${orderKey} (${operationId})`,
    ask: async (at) => said(await ask(at.desk, { operationId, by, guildId, orderKey }, at)),
  };
}

/** Money for the wallets of those who order: what they paid elsewhere comes back when the order is cancelled. */
export async function fillWallets(world: World): Promise<void> {
  const [by] = staff;
  const desk = { store: world.store, clock: world, outbox: { announce: async () => undefined } };
  const guildId = servers[1]?.[0] ?? '';
  for (const [index, amount] of (['$60', '$60', '€40'] as const).entries()) {
    const orderId = `START${index}`;
    const customer = asUser(customers[index % 2] ?? customers[0]);
    const channel = { id: '5', parentId: undefined };
    const common = { by, guildId, channel, service: 'Rank boost', paymentMethod: 'manual' } as const;
    await addOrder(desk, { ...common, operationId: world.operation(), customer, amount, orderId });
    const confirmationId = world.operation();
    const update = { status: 'Cancelled', notes: 'Never mind' } as const;
    await updateOrder(desk, { operationId: confirmationId, by, update, order: { guildId, orderId } });
    await confirmUpdate(desk, {
      by,
      guildId,
      orderKey: orderId,
      confirmationId,
      operationId: world.operation(),
    });
  }
}

/** Takes an order to an end by hand: completed where that may be, cancelled else. */
export function endOf(world: World, order: Order): Deed {
  const [by] = staff.filter(({ userId }) => userId !== order.workerId);
  const status = world.dice.one(['Complete', 'Cancelled']);
  return change(
    world,
    order,
    by ?? staff[0],
    `ends as ${status}`,
    async (desk, { guildId, orderKey, operationId }) => {
      const asked = { by: by ?? staff[0], guildId, orderKey };
      const update = { status, notes: 'It is time' };
      const updated = await updateOrder(desk, {
        ...asked,
        operationId,
        update,
        order: { guildId, orderId: order.orderId },
      });
      if (!updated.ok || updated.value.outcome !== 'asked') return updated;
      return confirmUpdate(desk, {
        ...asked,
        confirmationId: updated.value.confirmationId,
        operationId: `${operationId}.yes`,
      });
    },
  );
}
