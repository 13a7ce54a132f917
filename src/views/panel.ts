import {
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';

/** How many roles or channels one setting takes: as many as Discord lets someone pick. */
const most = 25;

/** A paragraph of a panel. */
export function paragraph(...lines: readonly string[]): APIMessageTopLevelComponent {
  return { type: ComponentType.TextDisplay, content: lines.join('\n') };
}

/** A paragraph with a button beside it. */
export function paragraphWithButton(
  lines: readonly string[],
  button: APIButtonComponentWithCustomId,
): APIMessageTopLevelComponent {
  return {
    type: ComponentType.Section,
    components: [{ type: ComponentType.TextDisplay, content: lines.join('\n') }],
    accessory: button,
  };
}

/** Discord's own picker of roles, with the present ones chosen. */
export function rolePicker(
  customId: string,
  placeholder: string,
  roleIds: readonly string[],
): APIMessageTopLevelComponent {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.RoleSelect,
        custom_id: customId,
        placeholder,
        min_values: 0,
        max_values: most,
        default_values: roleIds.slice(0, most).map((id) => ({ id, type: SelectMenuDefaultValueType.Role })),
      },
    ],
  };
}

/** Discord's own picker of channels or categories, with the present ones chosen. */
export function channelPicker(
  customId: string,
  placeholder: string,
  channelIds: readonly string[],
  kind: 'channel' | 'categories',
): APIMessageTopLevelComponent {
  const max = kind === 'channel' ? 1 : most;
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.ChannelSelect,
        custom_id: customId,
        placeholder,
        channel_types:
          kind === 'channel'
            ? [ChannelType.GuildText, ChannelType.GuildAnnouncement]
            : [ChannelType.GuildCategory],
        min_values: 0,
        max_values: max,
        default_values: channelIds
          .slice(0, max)
          .map((id) => ({ id, type: SelectMenuDefaultValueType.Channel })),
      },
    ],
  };
}
