import type { Json } from '../model/types.ts';

/** A refusal as Discord sends it: thrown by what handles a request, written by the server. */
export class DiscordError extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, code: number, message: string, more: Json = {}) {
    super(message);
    this.status = status;
    this.body = { message, code, ...more };
  }
}

const REFUSALS = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached.'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  tooLarge: [413, 40005, 'Request entity too large'],
  missingAccess: [403, 50001, 'Missing Access'],
  directMessageOnly: [403, 50003, 'Cannot execute action on a DM channel'],
  editOfAnother: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  closedDirectMessages: [403, 50007, 'Cannot send messages to this user'],
  notATextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidRecipients: [400, 50033, 'Invalid Recipient(s)'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noMutualGuilds: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
} as const satisfies Record<string, readonly [number, number, string]>;

/** The name of a refusal that has a fixed body. */
export type Refusal = keyof typeof REFUSALS;

/** The error to throw for a refusal with a fixed body. */
export function refusal(name: Refusal): DiscordError {
  const [status, code, message] = REFUSALS[name];
  return new DiscordError(status, code, message);
}
