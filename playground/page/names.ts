import type { MemberCard } from '../protocol.ts';
import { store } from './store.ts';

/** What a mention of someone or something says. */
export function nameOf(kind: 'user' | 'role' | 'channel', id: string): string {
  const { frame } = store;
  if (kind === 'user') return member(id)?.name ?? 'unknown-user';
  if (kind === 'role') return frame?.roles.find((role) => role.id === id)?.name ?? 'unknown-role';
  return frame?.places.find((place) => place.id === id)?.name ?? 'unknown';
}

/** The member with an id, if they are one. */
export function member(id: string): MemberCard | undefined {
  return store.frame?.members.find((one) => one.id === id);
}

const HUES = [205, 265, 325, 4, 28, 145, 175, 230];

/** The hue, in degrees, that someone's picture has: by when they joined. */
export function hueOf(id: string): number {
  const index = store.frame?.members.findIndex((one) => one.id === id) ?? 0;
  return HUES[Math.max(0, index) % HUES.length] ?? 205;
}

/** A text as typed, with `@mia` and `#orders` as the mentions they mean. */
export function withMentions(text: string): string {
  const { frame } = store;
  if (!frame) return text;
  const meant = [
    ...frame.members.map(({ id, name }) => [`@${name}`, `<@${id}>`] as const),
    ...frame.roles.map(({ id, name }) => [`@${name}`, `<@&${id}>`] as const),
    ...frame.places
      .filter(({ kind }) => kind === 'text')
      .map(({ id, name }) => [`#${name}`, `<#${id}>`] as const),
  ];
  // Longer names first, so that none is taken for the beginning of another.
  return meant
    .sort(([one], [other]) => other.length - one.length)
    .reduce((result, [typed, mention]) => {
      const escaped = typed.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return result.replaceAll(new RegExp(`(?<![\\w<])${escaped}(?![\\w-])`, 'gi'), mention);
    }, text);
}
