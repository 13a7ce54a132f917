import { assignment, interruption } from './boost.ts';
import { audit, moneyBack } from './money.ts';
import { byCard, disputed, fromWallet, partlyRefunded } from './payments.ts';
import { review } from './review.ts';
import type { Story } from './run.ts';
import { setUp } from './setUp.ts';
import { website } from './website.ts';

/**
 * What people do with the bot, and every word they should see of it. A bar marks the coloured card of a message, brackets
 * its buttons and selects.
 */
export const story: Story = async (play, stage) => {
  play.aside(
    'The server Pixel Forge: dana is staff, mia and sam are customers, mike is a booster, rick offers a service.',
  );
  for (const part of [
    website,
    setUp,
    assignment,
    interruption,
    review,
    moneyBack,
    byCard,
    fromWallet,
    partlyRefunded,
    disputed,
    audit,
  ])
    await part(play, stage);
};
