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
      ? `${percentWords(fee.basisPoints)} fee`
      : `${formatMoney({ amountMinor: amountMinor(fee.amountMinor), currency: fee.currency })} fee`;
  return taxBasisPoints === 0 ? kept : `${kept}, ${percentWords(taxBasisPoints)} of it tax`;
}

/** What a payout policy comes to for an order of 100: who gets what. `worker` is what workers are called. */
export function policyExample(
  policy: PayoutPolicy,
  { defaultCurrency }: Pick<Settings, 'defaultCurrency'>,
  worker: string,
): string {
  const { fee, taxBasisPoints } = policy;
  const currency = fee.kind === 'fixed' ? fee.currency : defaultCurrency;
  const money = (minor: number) => formatMoney({ amountMinor: amountMinor(minor), currency });
  const held = { amountMinor: amountMinor(100 * 10 ** currencyExponent(currency)), currency };
  const { workerMinor, platformMinor, taxMinor } = payoutOf(held, policy, { hasWorker: true });
  const shares = [
    `the ${worker} gets ${money(workerMinor)}`,
    ...(platformMinor === 0 ? [] : [`the platform ${money(platformMinor)}`]),
    ...(taxMinor === 0 ? [] : [`tax ${money(taxMinor)}`]),
  ];
  const hint =
    fee.kind === 'none' && taxBasisPoints !== 0
      ? ` Tax is a share of the fee, and there is no fee.`
      : fee.kind === 'fixed'
        ? ` Orders in other currencies than ${currency} carry no fee.`
        : '';
  return `Of ${money(held.amountMinor)}, ${shares.join(', ')}.${hint}`;
}
