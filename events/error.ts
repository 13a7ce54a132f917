import type { EventHandler } from './event.ts';

/** What the client could not handle itself: it goes on, and the log knows. */
export const error: EventHandler<'error'> = {
  name: 'error',
  async run({ log }, cause) {
    log.error({ err: cause }, 'The Discord client reported an error');
  },
};
