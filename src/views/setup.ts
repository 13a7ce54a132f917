import type { Setup } from '../app/setUp.ts';
import {
  type ChannelField,
  channelFields,
  type RoleField,
  roleFields,
  type Settings,
} from '../domain/settings.ts';
import { timeOfDay } from '../domain/timeZones.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { channelPicker, paragraph, paragraphWithButton, rolePicker } from './panel.ts';
import { patienceWords, walletWords } from './paymentSetup.ts';
import { policySentences } from './payout.ts';
import { ago, mention, shownLine } from './text.ts';
import { workerName, workerTitleOf } from './words.ts';

/** What stands in the way of the bot in one of the places it was given, or who else can read there. */
export interface PlaceCheck {
  readonly field: ChannelField;
  readonly channelId: string;
  /** `gone` when the channel was deleted; otherwise the permissions the bot lacks, by Discord's names. */
  readonly missing: 'gone' | readonly string[];
  /** Whether everyone in the server can read there. */
  readonly isOpen: boolean;
}

/** What a view of the settings needs to know of the server beside them. */
export interface ServerFacts {
  readonly serverName: string;
  readonly botName: string;
  /** The present roles and channels: Discord refuses a picker that starts with one that is gone. */
  readonly known: ReadonlySet<string>;
  readonly checks: readonly PlaceCheck[];
}

const shownAtMost = 5;

const roleNames: Readonly<Record<RoleField, string>> = {
  adminRoleIds: 'Admin',
  supportRoleIds: 'Support',
  advertiserRoleIds: 'Advertiser',
  teamAdvertiserRoleIds: 'Team advertiser',
  boosterRoleIds: 'Booster',
};

const roleMeanings: Readonly<Record<RoleField, string>> = {
  adminRoleIds: 'staff: may do everything here, like people with Manage Server',
  supportRoleIds: 'may see, list, assign and review all orders',
  advertiserRoleIds: 'may see, assign and review the orders of services that name them',
  teamAdvertiserRoleIds: 'the same for services of a team whose role they hold too',
  boosterRoleIds: 'marks who does the work; an order can be given to anyone',
};

const placeNames: Readonly<Record<ChannelField, string>> = {
  reviewChannelId: 'Review queue',
  orderLogChannelId: 'Order log',
  ticketCategoryIds: 'Ticket categories',
};

const placeMeanings: Readonly<Record<ChannelField, string>> = {
  reviewChannelId: 'where reviewers find evidence that waits for them',
  orderLogChannelId: 'where staff read what happens to orders, and whom I could not reach by DM',
  ticketCategoryIds: 'an order recorded in a channel under these belongs to that channel',
};

/** The role as it is called here: workers have a title of their own. */
function roleName(field: RoleField, settings: Settings): string {
  return field === 'boosterRoleIds' ? titleOf(settings) : roleNames[field];
}

function titleOf({ workerTitle }: Settings): string {
  return workerTitleOf({ workflow: 'service', workerTitle });
}

function workerOf({ workerTitle }: Settings): string {
  return workerName({ workflow: 'service', workerTitle });
}

function placesIn(settings: Settings, field: ChannelField): readonly string[] {
  const value = settings[field];
  return typeof value === 'string' ? [value] : (value ?? []);
}

/** "@Boss, @Chief and 3 more"; "nobody yet" when there are none. */
function listed(mentions: readonly string[], none: string): string {
  if (mentions.length === 0) return none;
  const rest = mentions.length - shownAtMost;
  return rest > 0 ? `${mentions.slice(0, shownAtMost).join(', ')} and ${rest} more` : mentions.join(', ');
}

function roleMentions(settings: Settings, field: RoleField, { known }: ServerFacts): string {
  const present = settings[field].filter((id) => known.has(id));
  return listed(
    present.map((id) => `<@&${id}>`),
    'nobody yet',
  );
}

function placeMentions(settings: Settings, field: ChannelField, { known }: ServerFacts): string {
  return listed(
    placesIn(settings, field).map((id) => (known.has(id) ? `<#${id}>` : 'deleted')),
    'not set',
  );
}

/** The panel of the roles, with a picker for each kind. `saved` is what was just changed. */
export function rolesPanel(settings: Settings, facts: ServerFacts, saved?: RoleField): Message {
  const head =
    saved === undefined
      ? '⚙️ **Roles** · what you pick is saved at once'
      : `✅ Saved. ${roleName(saved, settings)}: ${roleMentions(settings, saved, facts)}.`;
  return {
    content: head,
    components: [
      ...roleFields.flatMap((field) => [
        paragraph(`**${roleName(field, settings)}** · ${roleMeanings[field]}`),
        rolePicker(
          `setup:roles:${field}`,
          `${roleName(field, settings)} roles`,
          settings[field].filter((id) => facts.known.has(id)),
        ),
      ]),
      paragraph(widening(facts)),
    ],
  };
}

/** How the owner lets the configured roles see the commands that Discord hides from them. */
function widening({ botName }: ServerFacts): string {
  return (
    '-# Discord shows /addorder, /updateorder and /setup only to people with Manage Server. To let the admin role use ' +
    `them: Server Settings → Integrations → ${shownLine(botName, 40)} → the command → Add Roles or Members.`
  );
}

/**
 * The panel of the channels, with a picker for each kind and what stands in the way of writing there. `done` is the
 * setting that was just changed, or `checked` when nothing was but the look.
 */
export function channelsPanel(
  settings: Settings,
  facts: ServerFacts,
  done?: ChannelField | 'checked',
): Message {
  return {
    content: channelsHead(settings, facts, done),
    components: [
      ...channelFields.flatMap((field) => [
        paragraph(`**${placeNames[field]}** · ${placeMeanings[field]}`, ...checkLines(field, facts)),
        channelPicker(
          `setup:channels:${field}`,
          field === 'ticketCategoryIds'
            ? 'Choose categories'
            : `Choose the ${placeNames[field].toLowerCase()}`,
          placesIn(settings, field).filter((id) => facts.known.has(id)),
          field === 'ticketCategoryIds' ? 'categories' : 'channel',
        ),
      ]),
      buttonRow(button('Check again', 'setup:check')),
    ],
  };
}

function channelsHead(settings: Settings, facts: ServerFacts, done: ChannelField | 'checked' | undefined) {
  if (done === undefined) return '⚙️ **Channels** · what you pick is saved at once';
  const about = facts.checks.filter((check) => done === 'checked' || check.field === done);
  const sign = about.some(isTrouble) ? '⚠️' : '✅';
  if (done !== 'checked')
    return `${sign} Saved. ${placeNames[done]}: ${placeMentions(settings, done, facts)}.`;
  if (about.length === 0) return '⚙️ **Channels** · nothing is chosen yet';
  return about.some(isTrouble) ? '⚠️ Checked: something is in the way.' : '✅ Checked: nothing is in the way.';
}

function isTrouble({ missing }: PlaceCheck): boolean {
  return missing === 'gone' || missing.length > 0;
}

/** What was found out about the places of one setting, a line each; the worst first, and no more than fit. */
function checkLines(field: ChannelField, { checks }: ServerFacts): string[] {
  const own = checks.filter((check) => check.field === field);
  const lines = [...own.filter(isTrouble), ...own.filter((check) => !isTrouble(check))].map(checkLine);
  const rest = lines.length - shownAtMost;
  return rest > 0 ? [...lines.slice(0, shownAtMost), `… and ${rest} more.`] : lines;
}

function checkLine({ field, channelId, missing, isOpen }: PlaceCheck): string {
  if (missing === 'gone') return '⚠️ The one chosen before was deleted. Choose another.';
  const where = field === 'ticketCategoryIds' ? `under <#${channelId}>` : `in <#${channelId}>`;
  if (missing.length > 0) {
    const permissions = new Intl.ListFormat('en').format(missing);
    return `⚠️ I can’t write ${where}: ${permissions} ${missing.length === 1 ? 'is' : 'are'} missing. Give me that under its settings → Permissions, then press Check again.`;
  }
  return isOpen && field !== 'ticketCategoryIds'
    ? `✅ I can write ${where}. ⚠️ Everyone in the server can read it: orders are named there.`
    : `✅ I can write ${where}.`;
}

/** The panel of the payout policy: what is in force, what it comes to, and the two usual ones. */
export function payoutPanel(settings: Settings, commandMention: string, saved = false): Message {
  const worker = workerOf(settings);
  const words = policySentences(settings.payoutPolicy, settings, worker);
  return {
    content: `${saved ? '✅ Saved. Payout' : '⚙️ **Payout**'}: ${words}`,
    components: [
      paragraph(
        'This is how an approved order’s money is shared out. It holds for orders recorded from now on; a service can have its own policy.',
        `-# For another one, run ${commandMention} with a fee (20 %, $5.00 or none) and a tax (15 %).`,
      ),
      buttonRow(
        button(`All to the ${worker}`, 'setup:payout:worker'),
        button('Marketplace: 20 % fee, 15 % of it tax', 'setup:payout:marketplace'),
      ),
    ],
  };
}

/** The server's currencies, in a line. */
function moneyWords({ defaultCurrency, customCurrencies }: Settings): string {
  const own = customCurrencies.length === 0 ? 'none' : customCurrencies.join(', ');
  return `Amounts without a currency are in ${defaultCurrency}. The server’s own currencies: ${own}.`;
}

/** Answers staff who looked at the currencies or changed them. */
export function moneyAnswer(settings: Settings, done: 'shown' | 'saved' | 'removed'): Message {
  const after =
    done === 'removed'
      ? '\nWhat people have in it stays theirs; new amounts in it are not understood any more.'
      : '';
  const how =
    done === 'shown'
      ? '\n-# To change it, run /setup money with default_currency, add_currency or remove_currency.'
      : '';
  return { content: `${done === 'shown' ? '⚙️' : '✅ Saved.'} ${moneyWords(settings)}${after}${how}` };
}

/** The time zone, the title and the retention, in a line. */
function generalWords(settings: Settings, now: Date): string {
  const { timeZone, retentionDays } = settings;
  const days = retentionDays === 1 ? '1 day' : `${retentionDays} days`;
  return (
    `Deadlines are in the time zone ${timeZone} (${timeOfDay(now, timeZone)} now). ` +
    `Who does the work is called ${titleOf(settings)}. ` +
    `Screenshots are deleted ${days} after their order ended.`
  );
}

/** Answers staff who looked at the general settings or changed them. */
export function generalAnswer(settings: Settings, changed: boolean, now: Date): Message {
  const how = changed
    ? ''
    : '\n-# To change it, run /setup general with time_zone, worker_title or evidence_days.';
  return { content: `${changed ? '✅ Saved. ' : '⚙️ '}${generalWords(settings, now)}${how}` };
}

/** Everything in force, with a way to change each part. `mentionOf` makes a command one can tap. */
export function setupOverview(
  { settings, lastChange }: Setup,
  facts: ServerFacts,
  now: Date,
  mentionOf: (subcommand: string) => string,
): Message {
  const worker = workerOf(settings);
  const roles = roleFields.map(
    (field) => `${roleName(field, settings)}: ${roleMentions(settings, field, facts)}`,
  );
  const places = channelFields.map(
    (field) => `${placeNames[field]}: ${placeMentions(settings, field, facts)}`,
  );
  const troubles = facts.checks.filter(isTrouble).length;
  return {
    content: `⚙️ **${shownLine(facts.serverName, 100)}** · what is set up`,
    components: [
      paragraphWithButton(['**Roles**', ...roles], button('Change roles', 'setup:open:roles')),
      paragraphWithButton(
        [
          '**Channels**',
          ...places,
          ...(troubles === 0 ? [] : ['⚠️ I can’t write in all of them. Press Change channels to see why.']),
        ],
        button('Change channels', 'setup:open:channels'),
      ),
      paragraphWithButton(
        ['**Payout**', policySentences(settings.payoutPolicy, settings, worker)],
        button('Change payout', 'setup:open:payout'),
      ),
      paragraphWithButton(
        ['**Payments**', patienceWords(settings), walletWords(settings)],
        button('Change payments', 'setup:open:payments'),
      ),
      paragraph('**Money**', moneyWords(settings), `-# Change it with ${mentionOf('money')}`),
      paragraph('**General**', generalWords(settings, now), `-# Change it with ${mentionOf('general')}`),
      paragraph(
        widening(facts),
        ...(lastChange === undefined
          ? []
          : [`-# Last changed by ${mention(lastChange.by)} ${ago(lastChange.at)}.`]),
      ),
    ],
  };
}
