import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import './composer.ts';
import { DeskElement } from './deskElement.ts';
import { goesOn, message, notice } from './message.ts';

/** So near to the end, people are at it. */
const NEAR_PX = 120;

/** What is written in the channel that is shown. New messages scroll it only for who is at its end. */
export class DeskConversation extends DeskElement {
  #isAtEnd = true;
  // Cards and pictures make it longer when they are there.
  readonly #growth = new ResizeObserver(() => this.#follow());
  #shown = '';
  #noticed = 0;
  #scrolledTo = 0;

  override render() {
    const { store } = this;
    const { place, messages } = store;
    if (!place) return nothing;
    const name = place.kind === 'direct' ? `@${place.name}` : `#${place.name}`;
    const notices = store.notices.filter(({ channel }) => channel === place.id);
    return html`<div class="scroll" tabindex="0" role="log" aria-label="Messages in ${name}" @scroll=${this.#onScroll}>
      <div class="flow"><div class="beginning">
        <h2>${place.kind === 'direct' ? `Your direct messages with ${place.name}` : `Welcome to #${place.name}`}</h2>
        <p class="muted">${place.kind === 'direct' ? 'Here the bot tells you what concerns you.' : place.topic}</p>
      </div>
      ${repeat(
        messages,
        ({ wire }) => wire.id,
        (shown, index) => {
          const isContinued = goesOn(shown, messages[index - 1]);
          // Most changes concern none of the messages, and each is dear.
          return guard([shown, isContinued, store.stateOf(shown.wire.id)], () => message(shown, isContinued));
        },
      )}
      ${repeat(notices, ({ id }) => id, notice)}
    </div></div>`;
  }

  override updated(): void {
    const { channelId, messages } = this.store;
    // A channel is shown from its end.
    const shown = messages.length === 0 ? '' : `${this.store.frame?.you} ${channelId}`;
    if (shown !== this.#shown) this.#isAtEnd = true;
    this.#shown = shown;
    // Who does something wants to see what comes of it.
    if (this.store.notices.length > this.#noticed) this.#isAtEnd = true;
    this.#noticed = this.store.notices.length;
    this.#follow();
    for (const grows of this.querySelectorAll('.scroll, .flow')) this.#growth.observe(grows);
  }

  #follow(): void {
    const scroll = this.querySelector('.scroll');
    if (scroll && this.#isAtEnd) scroll.scrollTop = scroll.scrollHeight;
  }

  #onScroll = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLElement)) return;
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    // It grows while it is drawn: only who scrolls up leaves the end.
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.#isAtEnd = true;
    else if (scrollTop < this.#scrolledTo) this.#isAtEnd = false;
    this.#scrolledTo = scrollTop;
  };
}

customElements.define('desk-conversation', DeskConversation);
