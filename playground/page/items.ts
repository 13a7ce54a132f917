import type { Component, Given } from '../protocol.ts';
import { store } from './store.ts';

/** Something that can be picked from a list. */
export interface Item {
  readonly label: string;
  readonly description?: string;
  readonly value: Given;
}

const COMPONENT_KINDS: Readonly<Record<number, readonly EntityKind[]>> = {
  5: ['user'],
  6: ['role'],
  7: ['user', 'role'],
  8: ['channel'],
};

/** What options and selects can take beside texts. */
export type EntityKind = 'user' | 'role' | 'channel';

/** The people, roles or channels that this person can pick. Of channels, `types` says which kinds are wanted. */
export function entities(kinds: readonly EntityKind[], types?: readonly number[]): Item[] {
  const { frame } = store;
  if (!frame) return [];
  return kinds.flatMap((kind): Item[] => {
    if (kind === 'user') {
      const people = frame.members.filter((one) => !one.bot);
      const apps = frame.members.filter((one) => one.bot);
      return [...people, ...apps].map(({ id, name, bot, roles }) => ({
        label: `@${name}`,
        description: bot ? 'App' : roles.join(', ') || 'Customer',
        value: { kind, id },
      }));
    }
    if (kind === 'role')
      return frame.roles.map(({ id, name }) => ({
        label: `@${name}`,
        description: 'Role',
        value: { kind, id },
      }));
    return frame.places
      .filter((place) => place.kind !== 'direct' && (!types || types.includes(place.kind === 'text' ? 0 : 4)))
      .map(({ id, name, kind: place }) => ({
        label: place === 'text' ? `#${name}` : name,
        description: place === 'text' ? 'Channel' : 'Category',
        value: { kind, id },
      }));
  });
}

/** What a select offers, and what of it is chosen. */
export function itemsOf(select: Component): { items: readonly Item[]; chosen: readonly string[] } {
  const kinds = COMPONENT_KINDS[select.type];
  if (kinds) {
    return {
      items: entities(kinds, select.channel_types),
      chosen: (select.default_values ?? []).map(({ id, type }) => keyOf({ kind: type, id })),
    };
  }
  const options = select.options ?? [];
  return {
    items: options.map(({ label, value, description }) => ({
      label,
      value,
      ...(description ? { description } : {}),
    })),
    chosen: options.filter((option) => option.default).map(({ value }) => keyOf(value)),
  };
}

/** What tells one value from another. */
export function keyOf(value: Given): string {
  return typeof value === 'object' ? `${value.kind} ${value.id}` : String(value);
}

/** The items that fit what is typed: those that begin so come first. */
export function fitting(items: readonly Item[], typed: string): Item[] {
  const wanted = typed.toLowerCase().replace(/^[@#]/, '');
  const rank = ({ label }: Item) => label.toLowerCase().replace(/^[@#]/, '').indexOf(wanted);
  return items
    .filter((item) => rank(item) !== -1)
    .sort((one, other) => Math.min(rank(one), 1) - Math.min(rank(other), 1));
}
