import type { Asked, PaymentProvider, ProviderFailure } from '../ports/paymentProvider.ts';

/** Hears of a call that a provider did not carry out. */
export type FailureListener = (call: string, failure: ProviderFailure) => void;

/** The same provider, with each failure told to `failed` besides: people read what to do, whoever runs the bot the reason. */
export function watchedProvider(provider: PaymentProvider, failed: FailureListener): PaymentProvider {
  const watched = async <T>(call: string, asked: Asked<T>): Asked<T> => {
    const answer = await asked;
    if (!answer.ok) failed(call, answer.refusal);
    return answer;
  };
  return {
    name: provider.name,
    isLive: provider.isLive,
    accepts: (money) => provider.accepts(money),
    openCheckout: (request) => watched('openCheckout', provider.openCheckout(request)),
    readCheckout: (reference) => watched('readCheckout', provider.readCheckout(reference)),
    takeApproved: (reference, key) => watched('takeApproved', provider.takeApproved(reference, key)),
    closeCheckout: (reference) => watched('closeCheckout', provider.closeCheckout(reference)),
    readCapture: (reference) => watched('readCapture', provider.readCapture(reference)),
    refund: (request) => watched('refund', provider.refund(request)),
    readRefund: (reference) => watched('readRefund', provider.readRefund(reference)),
    readRefunds: (capture) => watched('readRefunds', provider.readRefunds(capture)),
    readDispute: (reference) => watched('readDispute', provider.readDispute(reference)),
    findPayment: (reference) => watched('findPayment', provider.findPayment(reference)),
    readWebhook: (body, headers, now) => provider.readWebhook(body, headers, now),
  };
}
