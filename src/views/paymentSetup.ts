import { ButtonStyle } from 'discord.js';
import type { Settings } from '../domain/settings.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { duration } from './duration.ts';
import { paragraph } from './panel.ts';

const hourMs = 60 * 60 * 1000;

/** How long an unpaid order is waited for, in a sentence or two. */
export function patienceWords({ paymentPatience: { reminderHours, waitHours } }: Settings): string {
  const times = new Intl.ListFormat('en').format(reminderHours.map((hours) => duration(hours * hourMs)));
  const reminded =
    reminderHours.length === 0 ? 'Its payer is not reminded.' : `Its payer is reminded after ${times}.`;
  return `An order that is not paid ${duration(waitHours * hourMs)} after it was due is cancelled. ${reminded}`;
}

/** What wallets can do here, in a line. */
export function walletWords({ topUps, withdrawals }: Settings): string {
  return `Wallet top-ups are ${onOff(topUps)}, withdrawals are ${onOff(withdrawals)}.`;
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}

/** The panel of payments. `changed` is what was just asked for. */
export function paymentsPanel(
  settings: Settings,
  changed?: { readonly topUps?: boolean | undefined; readonly withdrawals?: boolean | undefined },
): Message {
  const { topUps, withdrawals } = settings;
  const isOn = changed?.topUps === true || changed?.withdrawals === true;
  return {
    content: `${changed === undefined ? '⚙️ **Payments**' : '✅ Saved. Payments'}: ${patienceWords(settings)} ${walletWords(settings)}`,
    components: [
      paragraph(
        'The times hold for payments asked for from now on. **Top-ups** let people add money to their wallet by card or PayPal; **withdrawals** let them ask for it back, and staff pay it by hand.',
        `⚖️ ${isOn ? 'Now that it is on: holding' : 'Before you turn one on: holding'} other people’s money may need a licence where you or they live. Pay no interest on it, keep it apart from your own, and ask a lawyer. Who turns it on is recorded.`,
        '-# For other times, run /setup payments with wait_hours and reminders.',
      ),
      buttonRow(toggle('top-ups', 'topUps', topUps), toggle('withdrawals', 'withdrawals', withdrawals)),
    ],
  };
}

function toggle(name: string, field: 'topUps' | 'withdrawals', isOn: boolean) {
  const [label, state] = isOn ? [`Turn ${name} off`, 'off'] : [`Turn ${name} on`, 'on'];
  return button(label, `setup:payments:${field}:${state}`, ButtonStyle.Secondary);
}
