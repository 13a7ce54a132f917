import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FaultSwitch, TrafficEntry } from '../../protocol.ts';
import { DeskElement } from './deskElement.ts';

const SIGNS = { rest: 'REST', event: 'Event', fault: 'Fault', bot: 'Bot' } as const;
const STATES = {
  running: 'The bot is running.',
  starting: 'The bot is starting …',
  stopped: 'The bot is not running.',
} as const;
const LATE_MS = [0, 1000, 2500, 4000];
const TIMES = 5;
const NEAR_PX = 40;

/** For those who build: what goes between Discord and the bot, and switches to make things go wrong. */
export class DeskBuilders extends DeskElement {
  static override properties = { filter: { state: true }, opened: { state: true } };
  declare filter: string;
  /** The entries whose details are shown: all of them at once would be megabytes. */
  declare opened: ReadonlySet<number>;
  #isAtEnd = true;

  constructor() {
    super();
    this.filter = '';
    this.opened = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.watchTraffic(true);
  }

  override disconnectedCallback(): void {
    this.store.watchTraffic(false);
    super.disconnectedCallback();
  }

  override render() {
    return html`<section class="builders" aria-label="For builders">
      ${this.#switches()}
      <div class="trafficHead"><h2>Requests and events</h2>
        <input type="search" aria-label="Filter the list" placeholder="Filter" .value=${this.filter}
          @input=${({ target }: InputEvent) => {
            if (target instanceof HTMLInputElement) this.filter = target.value;
          }}></div>
      ${this.#list()}
    </section>`;
  }

  override updated(): void {
    const list = this.querySelector('.traffic');
    if (list && this.#isAtEnd) list.scrollTop = list.scrollHeight;
  }

  #switches() {
    const { faults, bot, frame } = this.store;
    return html`<fieldset><legend>Make things go wrong</legend>
      <p role="status" class="state ${bot}">${STATES[bot]}</p>
      <div class="row">
        <button class="button danger" ?disabled=${bot !== 'running'} @click=${() => this.#switch({ kind: 'kill' })}>Kill the bot</button>
        <button class="button success" ?disabled=${bot !== 'stopped'} @click=${() => this.#switch({ kind: 'start' })}>Start the bot</button>
        <button class="button secondary" ?disabled=${bot !== 'running'} @click=${() => this.#switch({ kind: 'drop' })}>Drop its socket</button>
      </div>
      <div class="row">
        <label>Discord is late by <select @change=${({ target }: Event) =>
          target instanceof HTMLSelectElement && this.#switch({ kind: 'slow', byMs: Number(target.value) })}>
          ${LATE_MS.map((byMs) => html`<option value=${byMs} ?selected=${byMs === faults.slowMs}>${byMs === 0 ? 'nothing' : `${byMs / 1000} s`}</option>`)}
        </select></label>
      </div>
      <div class="row">
        <button class="button secondary" aria-pressed=${faults.rateLimits > 0} @click=${() => this.#switch({ kind: 'rate limit', times: faults.rateLimits > 0 ? 0 : TIMES })}>
          429 for the next ${faults.rateLimits || TIMES} requests</button>
        <button class="button secondary" aria-pressed=${faults.failures > 0} @click=${() => this.#switch({ kind: 'fail', times: faults.failures > 0 ? 0 : TIMES })}>
          500 for the next ${faults.failures || TIMES} requests</button>
      </div>
      <p class="muted">Takes direct messages:</p>
      <div class="row">${frame?.people.map(
        ({
          id,
          name,
          takesDirectMessages,
        }) => html`<label><input type="checkbox" .checked=${takesDirectMessages}
          @change=${({ target }: Event) => target instanceof HTMLInputElement && this.#switch({ kind: 'direct messages', person: id, open: target.checked })}> ${name}</label>`,
      )}</div>
    </fieldset>`;
  }

  #list() {
    const wanted = this.filter.toLowerCase();
    const entries = this.store.traffic.filter(({ title, kind }) =>
      `${kind} ${title}`.toLowerCase().includes(wanted),
    );
    return html`<ol class="traffic" tabindex="0" aria-label="Requests and events" @scroll=${this.#onScroll}>
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) =>
          guard(
            [entry.id, this.opened.has(entry.id)],
            () => html`<li class=${entry.kind}>${this.#entry(entry)}</li>`,
          ),
      )}
      ${entries.length === 0 ? html`<li class="muted nothing">Nothing yet. Run a command.</li>` : nothing}
    </ol>`;
  }

  #entry({ id, kind, title, result, detail, atMs }: TrafficEntry) {
    const isBad = kind === 'fault' || Number(result) >= 400 || result === 'nobody listens';
    const head = html`<span class="muted">${new Date(atMs).toLocaleTimeString(undefined, { timeStyle: 'medium' })}</span>
      <span class="sign">${SIGNS[kind]}</span> <span class="title">${title}</span> <b class=${isBad ? 'bad' : ''}>${result}</b>`;
    if (detail === '') return html`<div class="head">${head}</div>`;
    const toggle = ({ currentTarget }: Event) => {
      const next = new Set(this.opened);
      if (currentTarget instanceof HTMLDetailsElement && currentTarget.open) next.add(id);
      else next.delete(id);
      this.opened = next;
    };
    return html`<details @toggle=${toggle}><summary>${head}</summary>
      ${this.opened.has(id) ? html`<pre tabindex="0">${detail}</pre>` : nothing}</details>`;
  }

  #switch(fault: FaultSwitch): void {
    void this.store.ask({ kind: 'fault', fault }).then((outcome) => {
      if (outcome.kind === 'refused') this.store.announce(outcome.reason);
    });
  }

  #onScroll = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLElement)) return;
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
}

customElements.define('desk-builders', DeskBuilders);
