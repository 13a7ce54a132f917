import type { Person } from './order.ts';

/** Who is named as the author of what the bot does by itself. No Discord id is 0. */
export const orderly: Person = { userId: '0', username: 'Orderly' };
