import { amountMinor, currencyExponent, formatMoney } from '../domain/money.ts';
import { type PayoutPolicy, payoutOf } from '../domain/payout.ts';
import type { Settings } from '../domain/settings.ts';

/** A share as people read it: "20 %", "12.5 %". */
export function percentWords(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

/** A payout policy in a few words: "20 % fee, 15 % of it tax". `worker` is what workers are called. */
export function policyWords({ fee, taxBasisPoints }: PayoutPolicy, worker: string): string {
  if (fee.kind === 'none') return `all to the ${worker}`;
  const kept =
    fee.kind === 'percent'
      ? percentWords(fee.basisPoints)
      : formatMoney({ amountMinor: amountMinor(fee.amountMinor), currency: fee.currency });
  return taxBasisPoints === 0 ? `${kept} fee` : `${kept} fee, ${percentWords(taxBasisPoints)} of it tax`;
}

/** A payout policy in sentences, with what it comes to for an order of 100. `worker` is what workers are called. */
export function policySentences(
  policy: PayoutPolicy,
  { defaultCurrency }: Pick<Settings, 'defaultCurrency'>,
  worker: string,
): string {
  const { fee, taxBasisPoints } = policy;
  if (fee.kind === 'none')
    return taxBasisPoints === 0
      ? `All to the ${worker}.`
      : `All to the ${worker}: tax is a share of the fee, and there is no fee.`;
  const currency = fee.kind === 'fixed' ? fee.currency : defaultCurrency;
  const money = (minor: number) => formatMoney({ amountMinor: amountMinor(minor), currency });
  const held = { amountMinor: amountMinor(100 * 10 ** currencyExponent(currency)), currency };
  const { workerMinor, platformMinor, taxMinor } = payoutOf(held, policy, { hasWorker: true });
  const shares = [
    `the ${worker} gets ${money(workerMinor)}`,
    ...(platformMinor === 0 ? [] : [`the platform ${money(platformMinor)}`]),
    ...(taxMinor === 0 ? [] : [`tax ${money(taxMinor)}`]),
  ];
  const hint = fee.kind === 'fixed' ? ` Orders in other currencies carry no fee.` : '';
  return `${policyWords(policy, worker)}. Of ${money(held.amountMinor)}, ${shares.join(', ')}.${hint}`;
}
