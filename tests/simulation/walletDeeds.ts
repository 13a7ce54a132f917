import { askTopUp, topUpPage } from '../../src/app/payments/topUp.ts';
import { askWithdrawal, decideWithdrawal } from '../../src/app/withdrawals.ts';
import type { Withdrawal } from '../../src/domain/withdrawal.ts';
import { type Deed, opened, said } from './deed.ts';
import { allOf } from './moneyRules.ts';
import { customers, everyone, prices, servers, staff, workers } from './people.ts';
import type { World } from './world.ts';

/** Someone adds to their own wallet. */
export function topUp(world: World): Deed {
  const { dice } = world;
  const by = dice.one(customers);
  const operationId = world.operation();
  const [guildId] = dice.one([servers[0] ?? ['', undefined], servers[1] ?? ['', undefined]]);
  const amount = dice.one(prices);
  return {
    what: `${by.username} adds ${amount} to the wallet (${operationId})`,
    async ask({ desk }) {
      const asked = await askTopUp(desk, { operationId, by, guildId, amount });
      const name = dice.maybe(asked.ok ? asked.value.providers : []);
      if (!asked.ok || name === undefined) return said(asked);
      const { paymentId } = asked.value.payment;
      return opened(world, name, await topUpPage(desk, name, { by, guildId, paymentId }));
    },
  };
}

/** Someone asks for money out of their wallet, or staff say what became of that. */
export function withdraw(world: World): Deed {
  const { dice } = world;
  const operationId = world.operation();
  const asked = dice.maybe(allOf<Withdrawal>(world.database, 'withdrawals'));
  if (asked !== undefined && dice.is(0.6)) {
    const by = dice.is(0.8) ? dice.one(staff) : dice.one(everyone);
    const decision = dice.is(0.5)
      ? ({ kind: 'paid' } as const)
      : ({ kind: 'refused', reason: 'Not yours' } as const);
    const { guildId, withdrawalId } = asked;
    return {
      what: `${by.username} says that ${withdrawalId} is ${decision.kind} (${operationId})`,
      ask: async ({ desk }) =>
        said(await decideWithdrawal(desk, { by, guildId, withdrawalId, operationId, decision })),
    };
  }
  const by = dice.one([...customers, ...workers]);
  const guildId = servers[1]?.[0] ?? '';
  const amount = dice.one(prices);
  return {
    what: `${by.username} asks for ${amount} from the wallet (${operationId})`,
    ask: async ({ desk }) =>
      said(await askWithdrawal(desk, { operationId, by, guildId, amount, to: 'IBAN 7' })),
  };
}
