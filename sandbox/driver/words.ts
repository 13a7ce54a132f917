import type { APIEmbed } from 'discord.js';
import {
  COMPONENT,
  type Component,
  MESSAGE_FLAG,
  type MediaItem,
  type Modal,
  type WireMessage,
} from '../model/types.ts';
import type { World } from '../model/world.ts';
import { mediaName } from './media.ts';

const MINUTE_S = 60;
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * MINUTE_S],
  ['month', 30 * 24 * 60 * MINUTE_S],
  ['day', 24 * 60 * MINUTE_S],
  ['hour', 60 * MINUTE_S],
  ['minute', MINUTE_S],
  ['second', 1],
];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** All words a person sees in a message, from top to bottom, one thing a line. */
export function wordsOf(world: World, wire: WireMessage): string {
  const v2 = (wire.flags & MESSAGE_FLAG.componentsV2) !== 0;
  const parts = [
    wire.content,
    ...wire.embeds.flatMap(embedWords),
    ...wire.components.map(componentWords),
    // In the newer layout only what a component refers to is seen.
    ...(v2 ? [] : wire.attachments.map(({ filename }) => `[${filename}]`)),
  ];
  return readable(world, parts.filter((part) => part !== '').join('\n'));
}

/** All words a person sees in a form. */
export function formWords(world: World, modal: Modal): string {
  return readable(world, [modal.title, ...modal.components.map(componentWords)].join('\n'));
}

/** A text with mentions, commands, emoji and times as people see them; markdown stays as typed. */
export function readable(world: World, text: string): string {
  return text
    .replaceAll(/<@!?(\d+)>/g, (_, id: string) => `@${world.users.get(id)?.username ?? 'unknown-user'}`)
    .replaceAll(/<@&(\d+)>/g, (_, id: string) => `@${roleName(world, id)}`)
    .replaceAll(/<#(\d+)>/g, (_, id: string) => `#${world.channels.get(id)?.name ?? 'unknown'}`)
    .replaceAll(/<\/([^:>]+):\d+>/g, '/$1')
    .replaceAll(/<a?:(\w+):\d+>/g, ':$1:')
    .replaceAll(/<t:(-?\d+)(?::([tTdDfFR]))?>/g, (_, seconds: string, style: string | undefined) =>
      timeWords(world, Number(seconds), style),
    );
}

function roleName(world: World, id: string): string {
  for (const guild of world.guilds.values()) {
    const role = guild.roles.get(id);
    if (role) return role.name;
  }
  return 'unknown-role';
}

function timeWords(world: World, seconds: number, style: string | undefined): string {
  const iso = new Date(seconds * 1000).toISOString();
  if (style === 'd' || style === 'D') return iso.slice(0, 10);
  if (style === 't' || style === 'T') return iso.slice(11, 16);
  if (style !== 'R') return iso.slice(0, 16).replace('T', ' ');
  const difference = seconds - Math.floor(world.clock.now() / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? (['second', 1] as const);
  return RELATIVE.format(Math.round(difference / size), unit);
}

function embedWords(embed: APIEmbed): string[] {
  return [
    embed.author?.name ?? '',
    embed.title ?? '',
    embed.description ?? '',
    ...(embed.fields ?? []).map(({ name, value }) => `${name}\n${value}`),
    embed.footer?.text ?? '',
  ];
}

function componentWords(component: Component): string {
  switch (component.type) {
    case COMPONENT.actionRow:
      return (component.components ?? []).map(componentWords).join(' ');
    case COMPONENT.button:
      return `[${labelOf(component)}]${component.disabled ? ' (disabled)' : ''}`;
    case COMPONENT.textDisplay:
      return component.content ?? '';
    case COMPONENT.separator:
      return '────────';
    case COMPONENT.mediaGallery:
      return (component.items ?? [])
        .map(({ media, description }) => pictureWords(media, description))
        .join(' ');
    case COMPONENT.thumbnail:
      return pictureWords(component.media, component.description);
    case COMPONENT.file:
      return `[file: ${mediaName(component.file?.url ?? '')}]`;
    case COMPONENT.label: {
      const { component: input, label, description } = component;
      const optional = input?.required === false ? ' (optional)' : '';
      const words = [`${label}${optional}`, description ?? '', input ? componentWords(input) : ''];
      return words.filter((part) => part !== '').join('\n');
    }
    case COMPONENT.textInput:
      return `${component.label ? `${component.label}\n` : ''}[${component.value ?? component.placeholder ?? ''}]`;
    case COMPONENT.fileUpload:
      return '[Upload files]';
    case COMPONENT.section:
    case COMPONENT.container: {
      const inner = (component.components ?? []).map(componentWords);
      return [...inner, ...(component.accessory ? [componentWords(component.accessory)] : [])].join('\n');
    }
    default:
      return `[${selectWords(component)} ▾]${component.disabled ? ' (disabled)' : ''}`;
  }
}

const MENTIONS = { user: '@', role: '@&', channel: '#' } as const;

function selectWords({ options = [], default_values = [], placeholder }: Component): string {
  const chosen = [
    ...options.filter((option) => option.default).map(({ label }) => label),
    ...default_values.map(({ id, type }) => `<${MENTIONS[type]}${id}>`),
  ];
  return chosen.join(', ') || (placeholder ?? 'Make a selection');
}

function pictureWords(media: MediaItem | undefined, description: string | null | undefined): string {
  return `[picture: ${description ?? (media ? mediaName(media.url) : '')}]`;
}

/** What is written on a button: its label, or its emoji if it has no label. */
export function labelOf(button: Component & { emoji?: { name?: string } }): string {
  return button.label ?? button.emoji?.name ?? '';
}
