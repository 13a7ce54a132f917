import { html, nothing, type TemplateResult } from 'lit';
import type { CommandOption } from '../../protocol.ts';
import type { Entry } from '../commandEntries.ts';
import { withEmoji } from '../emoji.ts';
import type { Item } from '../items.ts';

/** The commands that fit what is typed, for the list above the message box. */
export function commandList(
  entries: readonly Entry[],
  at: number,
  pick: (entry: Entry) => void,
): TemplateResult {
  return html`<div class="above" role="listbox" id="commands" aria-label="Commands">
    ${entries.map(
      (
        { name, description },
        index,
      ) => html`<div role="option" id="command${index}" aria-selected=${index === at}
        class=${index === at ? 'item at' : 'item'} @mousedown=${prevent} @click=${() => entries[index] && pick(entries[index])}>
        <span class="words"><b>/${name}</b><span class="muted">${description}</span></span></div>`,
    )}
  </div>`;
}

/** The options that can still be added to a command. */
export function optionList(
  options: readonly CommandOption[],
  typed: string,
  add: (option: CommandOption) => void,
) {
  const found = options.filter(({ name }) => name.startsWith(typed.trim().replace(/:$/, '')));
  if (found.length === 0) return nothing;
  return html`<div class="above optional"><p class="muted">Optional: press one to add it</p>
    ${found.map(
      (option) => html`<button type="button" class="item" @click=${() => add(option)}>
        <span class="words"><b>${option.name}</b><span class="muted">${option.description}</span></span></button>`,
    )}
  </div>`;
}

/** What an option is for, and what it offers. */
export function suggestionList({
  option,
  items,
  at,
  isAsking,
  pick,
}: {
  option: CommandOption;
  items: readonly Item[];
  at: number;
  isAsking: boolean;
  pick: (item: Item) => void;
}): TemplateResult {
  return html`<div class="above"><p class="about"><b>${option.name}</b> <span class="muted">${option.description}</span></p>
    <div role="listbox" id="suggestions" aria-label="Suggestions for ${option.name}">
      ${items.map(
        (item, index) => html`<div role="option" id="suggestion${index}" aria-selected=${index === at}
          class=${index === at ? 'item at' : 'item'} @mousedown=${prevent} @click=${() => pick(item)}>
          <span class="words"><span>${withEmoji(item.label)}</span>
          ${item.description ? html`<span class="muted">${item.description}</span>` : nothing}</span></div>`,
      )}
    </div>
    ${isAsking && items.length === 0 ? html`<p class="muted about">Loading options…</p>` : nothing}
  </div>`;
}

/** Pressing in a list leaves the caret where it is. */
function prevent(event: Event): void {
  event.preventDefault();
}
