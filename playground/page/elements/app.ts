import { html, nothing } from 'lit';
import './builders.ts';
import './conversation.ts';
import { DeskElement } from './deskElement.ts';
import './formDialog.ts';
import './members.ts';
import './overlays.ts';
import './people.ts';
import './sidebar.ts';
import './tips.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const STATES = { running: 'Bot running', starting: 'Bot starting …', stopped: 'Bot stopped' } as const;

/** The whole page. */
export class DeskApp extends DeskElement {
  static override properties = {
    theme: { state: true },
    builds: { state: true },
    showsMembers: { state: true },
    showsChannels: { state: true },
  };
  declare theme: Theme;
  /** Whether the builders' pane is open. */
  declare builds: boolean;
  declare showsMembers: boolean;
  /** On a narrow screen the channels lie over the page. */
  declare showsChannels: boolean;

  constructor() {
    super();
    this.theme = THEMES.find((theme) => theme === localStorage.getItem('theme')) ?? 'auto';
    this.builds = sessionStorage.getItem('builds') === 'yes';
    this.showsMembers = window.innerWidth > 1100;
    this.showsChannels = false;
  }

  override willUpdate(): void {
    document.documentElement.dataset.theme = this.theme;
    const { frame, place } = this.store;
    const unread = frame?.people.find(({ id }) => id === frame.you)?.notifications ?? 0;
    const where = place ? `${place.kind === 'direct' ? '@' : '#'}${place.name} · ` : '';
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${where}Orderly playground`;
  }

  override render() {
    const { store } = this;
    const { place } = store;
    return html`<a class="skip" href="#box" @click=${this.#toBox}>Skip to the message box</a>
      <header class="top"><h1>Orderly <small class="subtitle">playground</small></h1><desk-people></desk-people>${this.#tools()}</header>
      ${store.frame ? nothing : html`<p class="connecting" role="status">${store.isConnected ? 'Loading …' : 'Connecting to the playground …'}</p>`}
      <div class="columns ${this.showsChannels ? 'showsChannels' : ''}">
        <desk-sidebar @opened=${() => {
          this.showsChannels = false;
        }}></desk-sidebar>
        <main class="conversation" aria-label=${place ? `${place.kind === 'direct' ? 'Direct messages with ' : 'Channel '}${place.name}` : 'Conversation'}>
          <div class="channelHead">
            <button class="plain channelsButton" aria-label="Channels" aria-expanded=${this.showsChannels} @click=${() => {
              this.showsChannels = !this.showsChannels;
            }}>☰</button>
            <span class="channelName">${place ? `${place.kind === 'direct' ? '@' : '#'} ${place.name}` : ''}</span>
            <span class="muted topic">${place?.topic ?? ''}</span>
          </div>
          <desk-conversation></desk-conversation>
          <desk-tips></desk-tips>
          <desk-composer id="box"></desk-composer>
        </main>
        ${this.showsMembers && !this.builds ? html`<desk-members></desk-members>` : nothing}
        ${this.builds ? html`<desk-builders></desk-builders>` : nothing}
      </div>
      <desk-form-dialog></desk-form-dialog><desk-overlays></desk-overlays>
      <div class="unseen" role="status" aria-live="assertive">${store.announcement}</div>
      ${store.announcement.startsWith('Links') ? html`<div class="toast" aria-hidden="true">${store.announcement}</div>` : nothing}`;
  }

  #tools() {
    const { bot } = this.store;
    const next = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'auto';
    return html`<div class="tools">
      <span class="state ${bot}">${STATES[bot]}</span>
      <button class="tool" aria-pressed=${this.showsMembers && !this.builds} @click=${this.#toggleMembers}>Members</button>
      <button class="tool" aria-pressed=${this.builds} @click=${this.#toggleBuilders}>Builders</button>
      <button class="tool" aria-label="Colours: ${this.theme}. Change to ${next}" @click=${() => this.#setTheme(next)}>${this.theme === 'auto' ? 'Auto' : this.theme === 'light' ? 'Light' : 'Dark'}</button>
    </div>`;
  }

  #toggleMembers = (): void => {
    this.showsMembers = this.builds || !this.showsMembers;
    if (this.builds) this.#toggleBuilders();
  };

  #toggleBuilders = (): void => {
    this.builds = !this.builds;
    sessionStorage.setItem('builds', this.builds ? 'yes' : 'no');
  };

  #setTheme(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem('theme', theme);
  }

  #toBox = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>('desk-composer textarea, desk-composer .pills input')?.focus();
  };
}

customElements.define('desk-app', DeskApp);
