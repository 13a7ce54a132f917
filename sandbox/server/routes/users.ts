import { refusal } from '../../limits/errors.ts';
import { Form } from '../../limits/form.ts';
import { directChannel } from '../../model/guilds.ts';
import type { User } from '../../model/types.ts';
import type { World } from '../../model/world.ts';
import { ok, param, type Routes } from '../call.ts';

/** The bot itself, its application, other users, and opening direct messages. */
export const USER_ROUTES: Routes = {
  'GET /gateway': ({ world }) => ok({ url: gatewayUrl(world) }),
  'GET /gateway/bot': ({ world }) =>
    ok({
      url: gatewayUrl(world),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 },
    }),
  'GET /users/@me': ({ world }) => ok(ownUser(world.bot)),
  'GET /users/:user': (call) => {
    const user = call.world.users.get(param(call, 'user'));
    if (!user) throw refusal('unknownUser');
    return ok(user);
  },
  'POST /users/@me/channels': ({ world, body }) => {
    const form = new Form();
    const id = form.id(form.object(body, []).recipient_id, ['recipient_id']);
    if (!id) form.missing(['recipient_id']);
    form.refuse();
    const user = world.users.get(id ?? '');
    if (!user || user.bot) throw refusal('invalidRecipients');
    return ok(directChannel(world, user));
  },
  'GET /applications/@me': ({ world }) => ok(application(world)),
  'GET /oauth2/applications/@me': ({ world }) => ok(application(world)),
};

function gatewayUrl(world: World): string {
  return `${world.origin.replace('http', 'ws')}/gateway`;
}

/** The bot's user as it sees itself. */
export function ownUser(bot: User): User & Record<string, unknown> {
  return { ...bot, mfa_enabled: false, locale: 'en-US', verified: true, email: null };
}

function application(world: World): Record<string, unknown> {
  return {
    id: world.applicationId,
    name: world.bot.username,
    icon: null,
    description: '',
    type: null,
    bot: world.bot,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    flags_new: '0',
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: world.bot,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}
