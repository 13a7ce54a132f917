import {
  type APIApplicationCommand,
  ApplicationIntegrationType,
  type Client,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';

/**
 * Makes Discord's list of this bot's commands what it should be. Asks first and writes only when something differs,
 * because Discord limits how often commands may be written. Says whether it wrote.
 */
export async function registerCommands(
  client: Client<true>,
  definitions: readonly RESTPostAPIApplicationCommandsJSONBody[],
): Promise<boolean> {
  // Through JSON, so that fields that are there but undefined don't count as different.
  const wanted: typeof definitions = JSON.parse(
    JSON.stringify(
      definitions.map((definition) => ({
        ...definition,
        // A builder leaves it there but undefined; Discord would fill in what it has by default.
        integration_types: definition.integration_types ?? [ApplicationIntegrationType.GuildInstall],
      })),
    ),
  );
  const registered = await client.application.commands.fetch({ withLocalizations: true });
  const isSame =
    registered.size === wanted.length &&
    wanted.every((definition) =>
      registered
        .find((command) => command.name === definition.name)
        // It reads definitions too, and skips the fields they lack; only its type asks for a registered command.
        ?.equals(definition as APIApplicationCommand, true),
    );
  if (isSame) return false;
  await client.application.commands.set([...wanted]);
  return true;
}
