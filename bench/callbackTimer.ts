import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Sandbox } from '../sandbox/index.ts';

const channel = 'http.server.request.start';

/**
 * Times one interaction at the edge of the local Discord: from the event being sent to its callback being received, without
 * what the local Discord does before and after. `act` lets a person do what sends the event; one at a time.
 */
export async function timeCallback<T>(
  { world }: Sandbox,
  act: () => Promise<T>,
): Promise<{ readonly waitedMs: number; readonly seen: T }> {
  let sentMs = Number.NaN;
  let receivedMs = Number.NaN;
  const hear = (message: unknown) => {
    // What Node documents for this channel.
    const { url = '' } = (message as { request: IncomingMessage }).request;
    if (Number.isNaN(receivedMs) && /\/interactions\/\d+\/[^/]+\/callback/.test(url))
      receivedMs = performance.now();
  };
  const dispatch = world.dispatch;
  world.dispatch = (event, ...rest) => {
    // Before, because whoever receives it may be given this processor at once.
    if (event === 'INTERACTION_CREATE') sentMs = performance.now();
    dispatch(event, ...rest);
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
