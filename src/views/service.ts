import { ButtonStyle } from 'discord.js';
import type { Catalogue, ServiceChanged } from '../app/services.ts';
import type { Service } from '../domain/service.ts';
import type { Settings } from '../domain/settings.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { policySentences, policyWords } from './payout.ts';
import { mention, shownLine } from './text.ts';
import { workerName } from './words.ts';

/** What stands in the way of an advertiser or a team that was named. */
export type ServiceWarning =
  | { readonly code: 'advertiser-without-role'; readonly userId: string }
  | { readonly code: 'no-team-advertisers'; readonly teamId: string };

/** Answers staff who added a service to the catalogue or changed one: what is in force for it now. */
export function serviceAnswer(
  { service, settings, changed }: ServiceChanged,
  done: 'added' | 'edited',
  warnings: readonly ServiceWarning[],
): Message {
  const name = shownLine(service.name, 100);
  const line =
    done === 'added'
      ? `✅ ${name} is in the catalogue.\n/addorder suggests it; new orders copy what is said here.`
      : changed
        ? `✅ ${name} is changed.\nOrders recorded from now on follow it; earlier ones stay as they are.`
        : `${name} stays as it is.\nGive an option of /service edit to change something.`;
  return {
    content: [line, ...warnings.map(warningLine)].join('\n'),
    embeds: [{ description: factsOf(service, settings).join('\n') }],
    components: [],
  };
}

function warningLine(warning: ServiceWarning): string {
  return warning.code === 'advertiser-without-role'
    ? `⚠️ ${mention(warning.userId)} holds no advertiser role yet, so they can’t assign or review. Give them one; /setup roles shows which.`
    : `⚠️ No role is set as team advertiser yet, so nobody of <@&${warning.teamId}> can assign or review. Choose one with /setup roles.`;
}

function factsOf(service: Service, settings: Settings): string[] {
  const worker = workerName({ workflow: 'service', workerTitle: settings.workerTitle });
  const policy = service.payoutPolicy ?? settings.payoutPolicy;
  const whose = service.payoutPolicy === undefined ? ' (as the server says)' : '';
  return [
    `Advertiser ${service.advertiserId === undefined ? 'nobody' : mention(service.advertiserId)} · Team ${
      service.teamId === undefined ? 'none' : `<@&${service.teamId}>`
    }`,
    service.evidenceRequired
      ? `The ${worker} has to show a screenshot before the order can be completed.`
      : 'No screenshot is needed: staff complete its orders.',
    `Payout${whose}: ${policySentences(policy, settings, worker)}`,
  ];
}

/** The catalogue, one line a service. */
export function catalogueList({ services, total, settings, next }: Catalogue): Message {
  if (total === 0)
    return {
      content: 'The catalogue is empty\nAdd what you sell with /service add; /addorder then suggests it.',
      embeds: [],
      components: [],
    };
  return {
    content: `Catalogue · ${total === 1 ? '1 service' : `${total} services`}`,
    embeds: [
      {
        description:
          services.length === 0
            ? 'There is nothing further here. Run /service list again.'
            : services.map((service) => lineOf(service, settings)).join('\n'),
      },
    ],
    components: next === undefined ? [] : [buttonRow(button('Next', `service:list:${next}`))],
  };
}

function lineOf({ name, advertiserId, teamId, evidenceRequired, payoutPolicy }: Service, settings: Settings) {
  const worker = workerName({ workflow: 'service', workerTitle: settings.workerTitle });
  return [
    `**${shownLine(name, 60)}**`,
    ...(advertiserId === undefined ? [] : [mention(advertiserId)]),
    ...(teamId === undefined ? [] : [`<@&${teamId}>`]),
    evidenceRequired ? 'screenshot' : 'no screenshot',
    payoutPolicy === undefined ? 'server’s payout' : policyWords(payoutPolicy, worker),
  ].join(' · ');
}

/** Asks before a service goes. */
export function removeQuestion(service: Service): Message {
  return {
    content:
      `⚠️ Take ${shownLine(service.name, 100)} out of the catalogue?\n` +
      'What is said here of its advertiser, team, screenshot and payout is lost. Orders recorded from it stay as they are.',
    components: [
      buttonRow(
        button('Yes, remove it', `service:remove:${service.serviceId}`, ButtonStyle.Danger),
        button('No, keep it', 'service:keep'),
      ),
    ],
  };
}

/** Answers staff who took a service out of the catalogue. */
export function removedAnswer({ name }: Service): Message {
  return {
    content: `✅ ${shownLine(name, 100)} is no longer in the catalogue.\nAdd it again with /service add.`,
    embeds: [],
    components: [],
  };
}
