import { html, LitElement } from 'lit';

const MINUTE_S = 60;
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * MINUTE_S],
  ['month', 30 * 24 * 60 * MINUTE_S],
  ['day', 24 * 60 * MINUTE_S],
  ['hour', 60 * MINUTE_S],
  ['minute', MINUTE_S],
  ['second', 1],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};
const TICK_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * A time in the reader's own zone, as one of Discord's styles; `R`, "2 hours ago", goes on by itself. `near` is how
 * messages are dated.
 */
export class DeskTime extends LitElement {
  static override properties = { seconds: { type: Number }, format: { type: String } };
  declare seconds: number;
  declare format: string;
  #ticking: number | undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.format === 'R') this.#ticking = window.setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#ticking);
    super.disconnectedCallback();
  }

  override render() {
    const date = new Date(this.seconds * 1000);
    const whole = new Intl.DateTimeFormat(undefined, styles.F).format(date);
    const shown =
      this.format === 'R'
        ? ago(this.seconds)
        : this.format === 'near'
          ? near(date)
          : new Intl.DateTimeFormat(undefined, styles[this.format] ?? styles.f).format(date);
    return html`<time datetime=${date.toISOString()} title=${whole}>${shown}</time>`;
  }
}

function near(date: Date): string {
  const clock = new Intl.DateTimeFormat(undefined, styles.t).format(date);
  const daysAgo = (new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / DAY_MS;
  if (daysAgo < 0.5) return `Today at ${clock}`;
  return daysAgo < 1.5
    ? `Yesterday at ${clock}`
    : `${new Intl.DateTimeFormat(undefined, styles.d).format(date)}, ${clock}`;
}

function ago(seconds: number): string {
  const difference = seconds - Math.floor(Date.now() / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? (['second', 1] as const);
  return relative.format(Math.round(difference / size), unit);
}

customElements.define('desk-time', DeskTime);
