import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ServerCurrencies } from './money.ts';
import { limits } from './order.ts';
import { type PayoutPolicy, payoutPolicySchema } from './payout.ts';
import { type PayoutPreset, type PayoutWishRefusal, readPayout } from './readPayout.ts';
import { ok, type Result, refuse } from './result.ts';
import { cleanLine, searchTerms } from './text.ts';

/** A catalogue entry, as stored at `guilds/{guildId}/services/{serviceId}`. */
export const serviceSchema = z.looseObject({
  serviceId: z.string(),
  /** As people read it. */
  name: z.string(),
  /** The name in small letters, by which lists are sorted. */
  nameKey: z.string(),
  /** What the name may be found by, see searchTerms. */
  serviceTerms: z.array(z.string()),
  /** Who is told about its orders, and assigns and reviews them. */
  advertiserId: z.string().optional(),
  /** The role whose team advertisers may do the same. */
  teamId: z.string().optional(),
  /** Whether workers have to show a screenshot. */
  evidenceRequired: z.boolean(),
  /** How its orders are paid out; as the server says where it is missing. */
  payoutPolicy: payoutPolicySchema.optional(),
});

/** A catalogue entry. */
export type Service = z.infer<typeof serviceSchema>;

/** What staff say of a service; what is left out stays as it is. */
export interface ServiceWish {
  readonly advertiserId?: string | undefined;
  readonly teamId?: string | undefined;
  /** Takes the advertiser or the team away. */
  readonly clear?: 'advertiser' | 'team' | 'both' | undefined;
  readonly evidenceRequired?: boolean | undefined;
  /** `server` goes back to the server's own policy. */
  readonly payout?: PayoutPreset | 'server' | undefined;
  readonly fee?: string | undefined;
  readonly tax?: string | undefined;
}

/** Why a service was not taken. */
export type ServiceRefusal =
  | PayoutWishRefusal
  | { readonly code: 'service-empty' }
  | { readonly code: 'service-exists'; readonly name: string }
  | { readonly code: 'service-unknown' }
  | { readonly code: 'role-is-everyone' };

/** What the id of a service follows from: equal for names that differ only in case or spacing. */
function nameKeyOf(name: string): string {
  return cleanLine(name).normalize('NFKC').toLowerCase();
}

/** The id of the service of that name, whatever the case: a hash, since names may hold what no document id can. */
export function serviceIdOf(name: string): string {
  return createHash('sha256').update(nameKeyOf(name)).digest('hex').slice(0, 20);
}

/** What a server says, as far as its services depend on it. */
export interface ServiceSurroundings extends ServerCurrencies {
  readonly payoutPolicy: PayoutPolicy;
}

/** Makes a service; evidence is required unless something else is said. */
export function addService(
  typedName: string,
  wish: ServiceWish,
  guildId: string,
  server: ServiceSurroundings,
): Result<Service, ServiceRefusal> {
  const name = cleanLine(typedName).slice(0, limits.service);
  const serviceTerms = searchTerms(name);
  if (serviceTerms.length === 0) return refuse({ code: 'service-empty' });
  const bare: Service = {
    serviceId: serviceIdOf(name),
    name,
    nameKey: nameKeyOf(name),
    serviceTerms,
    evidenceRequired: true,
  };
  return editService(bare, wish, guildId, server);
}

/** Changes what is said of a service; its name stays, since its id follows from it. */
export function editService(
  service: Service,
  wish: ServiceWish,
  guildId: string,
  server: ServiceSurroundings,
): Result<Service, ServiceRefusal> {
  // The id of the server is also that of the role everyone has.
  if (wish.teamId === guildId) return refuse({ code: 'role-is-everyone' });
  const policy = readPolicy(service, wish, server);
  if (!policy.ok) return policy;
  const keepsAdvertiser = wish.clear !== 'advertiser' && wish.clear !== 'both';
  const keepsTeam = wish.clear !== 'team' && wish.clear !== 'both';
  return ok({
    ...service,
    advertiserId: wish.advertiserId ?? (keepsAdvertiser ? service.advertiserId : undefined),
    teamId: wish.teamId ?? (keepsTeam ? service.teamId : undefined),
    evidenceRequired: wish.evidenceRequired ?? service.evidenceRequired,
    payoutPolicy: policy.value,
  });
}

function readPolicy(
  service: Service,
  { payout, fee, tax }: ServiceWish,
  server: ServiceSurroundings,
): Result<PayoutPolicy | undefined, ServiceRefusal> {
  const own = payout === 'server' ? undefined : service.payoutPolicy;
  const preset = payout === 'server' ? undefined : payout;
  if (preset === undefined && fee === undefined && tax === undefined) return ok(own);
  return readPayout({ preset, fee, tax }, own ?? server.payoutPolicy, server);
}
