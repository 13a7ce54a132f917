import { html, nothing } from 'lit';
import { entriesOf } from '../commandEntries.ts';
import { DeskElement } from './deskElement.ts';

/** What each kind of person comes for: a sentence, and the commands for it. */
const TIPS: Readonly<Record<string, { readonly says: string; readonly commands: readonly string[] }>> = {
  Staff: {
    says: 'You run the order desk.',
    commands: ['addorder', 'invoice', 'listorders', 'updateorder', 'review', 'setup show'],
  },
  Support: {
    says: 'You help customers.',
    commands: ['review', 'listorders', 'assign'],
  },
  Advertiser: {
    says: 'You offer services.',
    commands: ['review', 'assign', 'stats'],
  },
  Booster: {
    says: 'You do the work.',
    commands: ['myorders', 'submitevidence', 'wallet'],
  },
  Customer: { says: 'You have ordered something.', commands: ['trackorder', 'myorders', 'pay'] },
};

/** What the visitor can try, for who has read nothing. */
export class DeskTips extends DeskElement {
  override render() {
    const { frame, opened, place } = this.store;
    const part = frame?.people.find(({ id }) => id === frame.you)?.part ?? '';
    const tip = TIPS[part];
    if (!tip || !place?.mayWrite) return nothing;
    const usable = entriesOf(opened.slash).filter(({ name }) => tip.commands.includes(name));
    const news = frame?.places.find(
      ({ kind, notifications, id }) => kind === 'direct' && notifications > 0 && id !== place.id,
    );
    return html`<div class="tips" role="group" aria-label="Things to try"><span class="muted">${tip.says} Try</span>
      ${news ? html`<button class="tip news" @click=${() => this.store.open(news.id)}>Read ${news.notifications} new direct message${news.notifications === 1 ? '' : 's'}</button>` : nothing}
      ${usable.map(({ name, description }) => html`<button class="tip" title=${description} @click=${() => this.store.draft(`/${name} `)}>/${name}</button>`)}
    </div>`;
  }
}

customElements.define('desk-tips', DeskTips);
