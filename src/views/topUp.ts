import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { AskedTopUp } from '../app/payments/topUp.ts';
import { amountMinor, type CurrencyCode, formatMoney } from '../domain/money.ts';
import { type Payment, priceOf } from '../domain/payment.ts';
import type { Message } from '../ports/messenger.ts';
import type { ProviderName } from '../ports/paymentProvider.ts';
import { button, buttonRow } from './button.ts';
import { payLabels, payLink } from './payment.ts';

/** The form in which someone says how much to add to their wallet. */
export function topUpForm(defaultCurrency: CurrencyCode): APIModalInteractionResponseCallbackData {
  return {
    custom_id: 'wallet:topup',
    title: 'Top up your wallet',
    components: [
      {
        type: ComponentType.Label,
        label: 'Amount',
        description: `How much to add, such as 20 (in ${defaultCurrency}) or 15 EUR`,
        component: {
          type: ComponentType.TextInput,
          custom_id: 'amount',
          style: TextInputStyle.Short,
          max_length: 64,
          required: true,
        },
      },
    ],
  };
}

/** The ways to pay a top-up, as buttons; undefined where there are none. */
export function topUpRow(
  guildId: string,
  paymentId: string,
  providers: readonly ProviderName[],
): APIActionRowComponent<APIButtonComponentWithCustomId> | undefined {
  if (providers.length === 0) return undefined;
  return buttonRow(
    ...providers.map((name) =>
      button(payLabels[name], `wallet:pay:${name}:${guildId}:${paymentId}`, ButtonStyle.Primary),
    ),
  );
}

/** Asks how someone pays what they add to their wallet: what it has, what it will have. */
export function topUpQuestion({ payment, wallet, providers }: AskedTopUp): Message {
  const price = priceOf(payment);
  const after = { ...wallet, amountMinor: amountMinor(wallet.amountMinor + price.amountMinor) };
  const row = topUpRow(payment.guildId, payment.paymentId, providers);
  return {
    content: [
      `💰 Add ${formatMoney(price)} to your wallet?`,
      `It has ${formatMoney(wallet)} now, and ${formatMoney(after)} once it is paid. Choose how to pay.`,
    ].join('\n'),
    embeds: [],
    components: row === undefined ? [] : [row],
  };
}

/** Sends someone to the page of a provider to pay what they add to their wallet. */
export function topUpPageMessage(payment: Payment, provider: ProviderName, url: string): Message {
  return payLink(priceOf(payment), 'for your wallet', provider, url);
}
