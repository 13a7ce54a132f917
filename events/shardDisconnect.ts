import type { EventHandler } from './event.ts';

/** The connection ended for good (a revoked token, a forbidden intent): stop, so that whoever runs the bot notices. */
export const shardDisconnect: EventHandler<'shardDisconnect'> = {
  name: 'shardDisconnect',
  async run({ log, fail }, { code }) {
    log.fatal({ code }, 'Discord closed the connection and will not take it again; check DISCORD_TOKEN');
    fail();
  },
};
