import type {
  OverwritePlan,
  Person,
  Sandbox,
  SandboxChannel,
  SandboxGuild,
  SandboxRole,
} from '../../sandbox/index.ts';

/** The server people play in, before the bot knows anything of it. */
export interface SeededServer {
  readonly guild: SandboxGuild;
  readonly orders: SandboxChannel;
  readonly reviewQueue: SandboxChannel;
  readonly orderLog: SandboxChannel;
  readonly tickets: SandboxChannel;
  readonly ticketMia: SandboxChannel;
  readonly ticketSam: SandboxChannel;
  readonly roles: Record<'support' | 'advertiser' | 'booster', SandboxRole>;
  readonly people: Record<'dana' | 'mia' | 'sam' | 'mike' | 'lena' | 'rick' | 'sue', Person>;
}

/** Makes the server Pixel Forge with its channels, roles and people. */
export function makeServer(sandbox: Sandbox): SeededServer {
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  const staff = guild.createRole({ name: 'Staff', permissions: ['ManageGuild'] });
  const roles = {
    support: guild.createRole({ name: 'Support' }),
    advertiser: guild.createRole({ name: 'Advertiser' }),
    booster: guild.createRole({ name: 'Booster' }),
  };
  const people = {
    dana: guild.join({ username: 'dana', roles: [staff] }),
    mia: guild.join({ username: 'mia' }),
    mike: guild.join({ username: 'mike', roles: [roles.booster] }),
    rick: guild.join({ username: 'rick', roles: [roles.advertiser] }),
    sue: guild.join({ username: 'sue', roles: [roles.support] }),
    sam: guild.join({ username: 'sam' }),
    lena: guild.join({ username: 'lena', roles: [roles.booster] }),
  };
  const onlyFor = (...who: (Person | SandboxRole)[]): OverwritePlan[] => [
    { for: 'everyone', deny: ['ViewChannel'] },
    { for: 'bot', allow: ['ViewChannel'] },
    ...who.map((one) => ({ for: one, allow: ['ViewChannel'] as const })),
  ];
  const orders = guild.createChannel({ name: 'orders', topic: 'Ask the bot about your orders here' });
  const team = guild.createCategory({ name: 'Team' });
  const reviewQueue = guild.createChannel({
    name: 'review-queue',
    topic: 'Screenshots that wait for a decision',
    parent: team,
    overwrites: onlyFor(staff, roles.support, roles.advertiser),
  });
  const orderLog = guild.createChannel({
    name: 'order-log',
    topic: 'Everything that happens to orders',
    parent: team,
    overwrites: onlyFor(staff, roles.support),
  });
  const tickets = guild.createCategory({ name: 'Tickets' });
  const ticketOf = (customer: Person, worker: Person) =>
    guild.createChannel({
      name: `ticket-${customer.name}`,
      topic: `What ${customer.name} ordered`,
      parent: tickets,
      overwrites: onlyFor(staff, roles.support, customer, worker),
    });
  return {
    guild,
    orders,
    reviewQueue,
    orderLog,
    tickets,
    ticketMia: ticketOf(people.mia, people.mike),
    ticketSam: ticketOf(people.sam, people.lena),
    roles,
    people,
  };
}
