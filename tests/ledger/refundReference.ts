/*
 * Refunds of one order as simple as can be, to hold the real ones against. It shares no code with them, counts in whole
 * units, and knows the rules from the product page alone: 20 % fee of what is released, 15 % of the fee is tax.
 */

export type RefundStep =
  | { readonly what: 'refund'; readonly way: 'wallet' | 'provider' | 'credit'; readonly amount: number }
  /** At the provider's own site. */
  | { readonly what: 'site'; readonly amount: number }
  /** A refund that the provider has is said to have failed. */
  | { readonly what: 'fail'; readonly index: number }
  | { readonly what: 'complete' | 'cancel' }
  /** Money of other orders comes into a wallet, or is spent out of it. */
  | { readonly what: 'earn' | 'spend'; readonly who: 'mia' | 'mike'; readonly amount: number };

/** 'done', or why not. */
export type RefundOutcome = 'done' | 'nothing' | 'too much' | 'spent' | 'not now';

interface Sent {
  readonly amount: number;
  readonly from: Record<'hold' | 'mike' | 'platform' | 'loss' | 'mia', number>;
  /** How much of it had come back to mia's wallet before. */
  readonly again: number;
  isBack: boolean;
}

export class RefundReference {
  /** Where all money is; what mia and mike spent is gone. */
  readonly money = { hold: 0, mia: 0, mike: 0, platform: 0, tax: 0, loss: 0, provider: 0 };
  status: 'open' | 'Complete' | 'Cancelled' | 'Refunded' = 'open';
  /** What is kept of the payment, and what of it came back to mia's wallet and was not sent on. */
  kept: number;
  inWallet = 0;
  /** What the order paid mike and the platform, less what was taken of it again. */
  private paid = { mike: 0, platform: 0 };
  readonly sent: Sent[] = [];

  constructor(price: number) {
    this.kept = price;
    this.money.hold = price;
    this.money.provider = price;
  }

  apply(step: RefundStep): RefundOutcome {
    switch (step.what) {
      case 'refund':
        return this.refund(step.way, step.amount);
      case 'site':
        if (step.amount > this.kept + this.inWallet) return 'too much';
        this.send(step.amount, 'kept first');
        return this.end();
      case 'fail':
        return this.fail(step.index);
      case 'complete':
        return this.complete();
      case 'cancel':
        if (this.status !== 'open') return 'not now';
        this.money.mia += this.kept;
        this.inWallet += this.kept;
        [this.kept, this.money.hold, this.status] = [0, 0, 'Cancelled'];
        return 'done';
      case 'earn':
        this.money[step.who] += step.amount;
        this.money.provider += step.amount;
        return 'done';
      case 'spend':
        if (this.money[step.who] < step.amount) return 'not now';
        this.money[step.who] -= step.amount;
        return 'done';
    }
  }

  private refund(way: 'wallet' | 'provider' | 'credit', amount: number): RefundOutcome {
    const left = way === 'credit' ? this.inWallet : this.kept;
    if (left === 0) return 'nothing';
    if (amount > left) return 'too much';
    if (way === 'credit' && this.money.mia < amount) return 'spent';
    if (way === 'wallet') {
      this.take(amount);
      this.kept -= amount;
      this.inWallet += amount;
      this.money.mia += amount;
    } else this.send(amount, way === 'credit' ? 'wallet' : 'kept first');
    return way === 'credit' ? 'done' : this.end();
  }

  /** Takes from the hold, or from those it was paid to: mike first, then the platform, then nobody in particular. */
  private take(amount: number): Sent['from'] {
    const hold = Math.min(amount, this.money.hold);
    const mike = Math.min(amount - hold, this.paid.mike, this.money.mike);
    const platform = Math.min(amount - hold - mike, this.paid.platform);
    const loss = amount - hold - mike - platform;
    this.money.hold -= hold;
    this.money.mike -= mike;
    this.money.platform -= platform;
    this.money.loss -= loss;
    this.paid = { mike: this.paid.mike - mike, platform: this.paid.platform - platform };
    return { hold, mike, platform, loss, mia: 0 };
  }

  private send(amount: number, first: 'kept first' | 'wallet'): void {
    const kept = first === 'wallet' ? 0 : Math.min(amount, this.kept);
    const again = amount - kept;
    const from = this.take(kept);
    const mia = Math.min(again, this.money.mia);
    this.money.mia -= mia;
    this.money.loss -= again - mia;
    this.money.provider -= amount;
    this.kept -= kept;
    this.inWallet -= again;
    this.sent.push({ amount, again, isBack: false, from: { ...from, mia, loss: from.loss + again - mia } });
  }

  private fail(index: number): RefundOutcome {
    const sent = this.sent[index];
    if (sent === undefined || sent.isBack) return 'not now';
    sent.isBack = true;
    const { hold, mike, platform, loss, mia } = sent.from;
    this.money.provider += sent.amount;
    this.money.mike += mike;
    this.money.platform += platform;
    this.money.loss += loss;
    this.money.mia += mia;
    this.paid = { mike: this.paid.mike + mike, platform: this.paid.platform + platform };
    this.inWallet += sent.again;
    this.kept += sent.amount - sent.again;
    if (this.status === 'open') this.money.hold += hold;
    else {
      this.money.mia += hold;
      this.kept -= hold;
      this.inWallet += hold;
    }
    if (this.status === 'Refunded' && this.kept > 0) this.status = 'Complete';
    return 'done';
  }

  private complete(): RefundOutcome {
    if (this.status !== 'open') return 'not now';
    const held = this.money.hold;
    // Half a unit goes to the worker rather than the fee, and to the tax rather than the platform.
    const fee = Math.ceil((2 * held * 20) / 200 - 0.5);
    const tax = Math.floor((2 * fee * 15) / 200 + 0.5);
    this.money.hold = 0;
    this.money.mike += held - fee;
    this.money.platform += fee - tax;
    this.money.tax += tax;
    this.paid = { mike: held - fee, platform: fee - tax };
    this.status = 'Complete';
    return 'done';
  }

  /** With nothing kept any more an order that had not ended is cancelled, and a completed one is refunded. */
  private end(): RefundOutcome {
    if (this.kept === 0 && this.status === 'open') this.status = 'Cancelled';
    if (this.kept === 0 && this.status === 'Complete') this.status = 'Refunded';
    return 'done';
  }
}
