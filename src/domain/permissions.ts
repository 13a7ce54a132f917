/** What someone is to one order. A person may be several. `system` is the bot's own timers and jobs. */
export type Party =
  | 'customer'
  | 'worker'
  | 'advertiser'
  | 'team advertiser'
  | 'support'
  | 'staff'
  | 'reviewer'
  | 'system';

/** Things that not everyone may do. */
export type Action =
  | 'see order'
  | 'add order'
  | 'update order'
  | 'list orders'
  | 'set up'
  | 'assign worker'
  | 'start work'
  | 'submit evidence'
  | 'see evidence'
  | 'review'
  | 'override'
  | 'cancel unpaid order'
  | 'open dispute'
  | 'resolve dispute'
  | 'refund'
  | 'pay out';

/** Who may do what, seen from one order: "advertiser" means the advertiser of this order's service, and so on. */
const rights: Readonly<Record<Action, readonly Party[]>> = {
  'see order': ['customer', 'worker', 'advertiser', 'team advertiser', 'support', 'staff'],
  'add order': ['staff'],
  'update order': ['staff'],
  'list orders': ['support', 'staff'],
  'set up': ['staff'],
  'assign worker': ['advertiser', 'team advertiser', 'support', 'staff'],
  'start work': ['worker'],
  'submit evidence': ['worker'],
  'see evidence': ['worker', 'advertiser', 'team advertiser', 'support', 'staff'],
  review: ['advertiser', 'team advertiser', 'support', 'staff'],
  override: ['staff'],
  'cancel unpaid order': ['customer'],
  'open dispute': ['customer', 'worker', 'advertiser', 'team advertiser', 'support', 'staff'],
  'resolve dispute': ['support', 'staff'],
  refund: ['support', 'staff'],
  'pay out': ['staff'],
};

/** Actions that nobody may do to their own work, whatever else they are. */
const neverOwnWork: readonly Action[] = ['review', 'override', 'resolve dispute'];

/** Actions that nobody may do to what they bought. */
const neverOwnPurchase: readonly Action[] = ['resolve dispute'];

/** Whether someone who stands to an order as `parties` say may do `action`. */
export function permits(action: Action, parties: ReadonlySet<Party>): boolean {
  if (neverOwnWork.includes(action) && parties.has('worker')) return false;
  if (neverOwnPurchase.includes(action) && parties.has('customer')) return false;
  return rights[action].some((party) => parties.has(party));
}

/** Who may do something, in the words of the table. */
export function partiesWith(action: Action): readonly Party[] {
  return rights[action];
}

/** Who someone is, as Discord tells it with every interaction. */
export interface Actor {
  readonly userId: string;
  readonly username: string;
  /** Holds Discord's Manage Server permission (an administrator does). */
  readonly managesServer: boolean;
  readonly roleIds: readonly string[];
}

/** The roles a server has given meaning to. */
export interface RoleSettings {
  readonly adminRoleIds: readonly string[];
  readonly supportRoleIds: readonly string[];
  readonly advertiserRoleIds: readonly string[];
  readonly teamAdvertiserRoleIds: readonly string[];
}

/** The people an order names. */
export interface OrderPeople {
  readonly userId: string;
  readonly workerId?: string | undefined;
  readonly advertiserId?: string | undefined;
  /** The role that a team's members hold. */
  readonly teamId?: string | undefined;
}

/** What the order itself and Discord's permission say about someone, without knowing the server's roles. */
export function partiesByOrder(actor: Actor, order?: OrderPeople): Set<Party> {
  const parties = new Set<Party>();
  if (actor.managesServer) parties.add('staff');
  if (order?.userId === actor.userId) parties.add('customer');
  if (order?.workerId === actor.userId) parties.add('worker');
  return parties;
}

/** What someone is to an order when the server's configured roles count too. */
export function partiesByRoles(actor: Actor, roles: RoleSettings, order?: OrderPeople): Set<Party> {
  const parties = partiesByOrder(actor, order);
  const holds = (roleIds: readonly string[]) => roleIds.some((roleId) => actor.roleIds.includes(roleId));
  if (holds(roles.adminRoleIds)) parties.add('staff');
  if (holds(roles.supportRoleIds)) parties.add('support');
  // A service names its advertiser, but only the role makes one: who loses it loses the rights.
  const isTeamAdvertiser = holds(roles.teamAdvertiserRoleIds);
  if (order?.advertiserId === actor.userId && (holds(roles.advertiserRoleIds) || isTeamAdvertiser))
    parties.add('advertiser');
  if (order?.teamId !== undefined && isTeamAdvertiser && actor.roleIds.includes(order.teamId))
    parties.add('team advertiser');
  return parties;
}
