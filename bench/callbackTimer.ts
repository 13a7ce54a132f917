import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Person, Sandbox } from '../sandbox/index.ts';

const channel = 'http.server.request.start';

/**
 * Times one interaction of a person at the edge of the local Discord: from the event being sent to its callback being
 * received, without what the local Discord does before and after. `act` lets the person do what sends the event; one at a
 * time, while others do what they like.
 */
export async function timeCallback<T>(
  { world }: Sandbox,
  { id }: Person,
  act: () => Promise<T>,
): Promise<{ readonly waitedMs: number; readonly seen: T }> {
  let sentMs = Number.NaN;
  let receivedMs = Number.NaN;
  let callback = '';
  const hear = (message: unknown) => {
    // What Node documents for this channel.
    const { url = '' } = (message as { request: IncomingMessage }).request;
    if (callback !== '' && Number.isNaN(receivedMs) && url.includes(callback)) receivedMs = performance.now();
  };
  const dispatch = world.dispatch;
  world.dispatch = (event, data, ...rest) => {
    // Before, because whoever receives it may be given this processor at once.
    if (event === 'INTERACTION_CREATE') {
      // What Discord documents for this event in a server.
      const interaction = data as {
        readonly id: string;
        readonly member: { readonly user: { readonly id: string } };
      };
      if (interaction.member.user.id === id) {
        callback = `/interactions/${interaction.id}/`;
        sentMs = performance.now();
      }
    }
    dispatch(event, data, ...rest);
  };
  subscribe(channel, hear);
  try {
    const seen = await act();
    const waitedMs = receivedMs - sentMs;
    if (!Number.isFinite(waitedMs)) throw new Error('There was no event, or no callback');
    return { waitedMs, seen };
  } finally {
    unsubscribe(channel, hear);
    world.dispatch = dispatch;
  }
}
