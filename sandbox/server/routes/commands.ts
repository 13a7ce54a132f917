import { type CommandPlan, MAX_COMMANDS, readCommand } from '../../limits/commands.ts';
import { refusal } from '../../limits/errors.ts';
import { Form } from '../../limits/form.ts';
import type { Command } from '../../model/types.ts';
import type { World } from '../../model/world.ts';
import { guildOf } from '../access.ts';
import { type Answer, bodyOf, type Call, type Handler, NO_CONTENT, ok, param, type Routes } from '../call.ts';

const GLOBAL = 'global';

/** Command registration: the same five ways for global commands and for a guild's own. */
export const COMMAND_ROUTES: Routes = {
  ...routesAt('/applications/:application/commands', () => GLOBAL),
  ...routesAt('/applications/:application/guilds/:guild/commands', (call) => {
    // What isn't the bot's guild is refused as Discord does.
    if (!call.world.guilds.has(param(call, 'guild'))) throw refusal('missingAccess');
    return guildOf(call).id;
  }),
};

function routesAt(path: string, findScope: (call: Call) => string): Routes {
  const within = (handle: (call: Call, scope: string) => Answer): Handler => {
    return (call) => {
      if (param(call, 'application') !== call.world.applicationId) throw refusal('unknownApplication');
      return handle(call, findScope(call));
    };
  };
  return {
    [`GET ${path}`]: within((call, scope) => ok([...inScope(call.world, scope).values()])),
    [`POST ${path}`]: within(create),
    [`PUT ${path}`]: within(replaceAll),
    [`GET ${path}/:command`]: within((call, scope) => ok(named(call, scope))),
    [`PATCH ${path}/:command`]: within((call, scope) => {
      const command = named(call, scope);
      const form = new Form();
      const plan = readCommand(form, { ...command, ...bodyOf(call) }, []);
      const others = [...inScope(call.world, scope).values()].filter((other) => other !== command);
      refuseTwins(form, [...others, plan], []);
      form.refuse();
      return ok(keep(call.world, scope, plan, command.id));
    }),
    [`DELETE ${path}/:command`]: within((call, scope) => {
      inScope(call.world, scope).delete(named(call, scope).id);
      call.world.changed({ kind: 'commands' });
      return NO_CONTENT;
    }),
  };
}

/** The commands of one scope: global ones or a guild's. */
export function inScope(world: World, scope: string): Map<string, Command> {
  const known = world.commands.get(scope);
  if (known) return known;
  const commands = new Map<string, Command>();
  world.commands.set(scope, commands);
  return commands;
}

function named(call: Call, scope: string): Command {
  const command = inScope(call.world, scope).get(param(call, 'command'));
  if (!command) throw refusal('unknownCommand');
  return command;
}

function create(call: Call, scope: string): Answer {
  const form = new Form();
  const plan = readCommand(form, call.body, []);
  form.refuse();
  const known = [...inScope(call.world, scope).values()];
  const twin = twinOf(known, plan);
  if (!twin && isFull(known, plan.type)) throw refusal('tooManyCommands');
  return { status: twin ? 200 : 201, body: keep(call.world, scope, plan, twin?.id) };
}

function replaceAll(call: Call, scope: string): Answer {
  const { world } = call;
  const form = new Form();
  const plans = form.list(call.body, []).map((entry, index) => readCommand(form, entry, [index]));
  refuseTwins(form, plans, []);
  form.refuse();
  plans.forEach((plan, index) => {
    if (isFull(plans.slice(0, index), plan.type)) throw refusal('tooManyCommands');
  });
  const before = [...inScope(world, scope).values()];
  world.commands.delete(scope);
  return ok(plans.map((plan) => keep(world, scope, plan, twinOf(before, plan)?.id)));
}

function isFull(commands: readonly CommandPlan[], type: number): boolean {
  return commands.filter((command) => command.type === type).length >= (MAX_COMMANDS[type] ?? 0);
}

function twinOf(commands: Iterable<Command>, plan: CommandPlan): Command | undefined {
  return [...commands].find(({ name, type }) => name === plan.name && type === plan.type);
}

function refuseTwins(form: Form, plans: readonly CommandPlan[], path: readonly string[]): void {
  const seen = new Set<string>();
  plans.forEach((plan, index) => {
    const key = `${plan.type} ${plan.name}`;
    if (seen.has(key)) {
      const message = 'Application command names must be unique';
      form.fail([...path, index, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', message);
    }
    seen.add(key);
  });
}

function keep(world: World, scope: string, plan: CommandPlan, knownId: string | undefined): Command {
  const command: Command = {
    id: knownId ?? world.newId(),
    application_id: world.applicationId,
    version: world.newId(),
    ...plan,
    ...(scope === GLOBAL ? {} : { guild_id: scope }),
  };
  inScope(world, scope).set(command.id, command);
  world.changed({ kind: 'commands' });
  return command;
}
