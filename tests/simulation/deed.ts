import type { Actor } from '../../src/domain/permissions.ts';
import type { Result } from '../../src/domain/result.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import type { RunningDesk, World } from './world.ts';

/** Something that someone asks for: what, and how. Done twice with the same id it must be as done once. */
export interface Deed {
  readonly what: string;
  readonly ask: (at: RunningDesk) => Promise<string>;
}

/** What a use case answers. */
export type Answer = Result<unknown, { readonly code: string }>;

/** What was answered, in a word. */
export const said = (answer: Answer): string => (answer.ok ? 'done' : answer.refusal.code);
/** Someone as they are named in a request. */
export const asUser = (actor: Actor) => ({ userId: actor.userId, username: actor.username, bot: false });

/** The payer has the page before them, if there is one. */
export function opened(
  world: World,
  provider: ProviderName,
  page: Result<{ readonly url: string }, { readonly code: string }>,
) {
  if (page.ok)
    world.pages.push({ provider, reference: page.value.url.slice(page.value.url.lastIndexOf('/') + 1) });
  return said(page);
}
