import type {
  BotState,
  Deed,
  FaultState,
  Frame,
  FromServer,
  OpenedChannel,
  Outcome,
  PlaceCard,
  ShownMessage,
  TrafficEntry,
} from '../protocol.ts';

/** Something only this page shows in a channel: a command that is under way, or that nobody answered. */
export interface Notice {
  readonly id: number;
  readonly channel: string;
  readonly command: string;
  /** Undefined while it is under way. */
  readonly failure: string | undefined;
}

/** A form that is open. */
export type OpenForm = Extract<Outcome, { kind: 'form' }>;

const RETRY_MS = 1000;
const TRAFFIC_KEPT = 300;
const ANNOUNCED_MS = 6000;
/** After this long a bot has answered, or Discord says that it did not. */
const ANSWER_MS = 3200;

/** Everything the page knows, and the way to the server. Whoever shows it is told of changes. */
export class Store {
  frame: Frame | undefined;
  opened: OpenedChannel['commands'] = { slash: [], onMessages: [], onPeople: [] };
  channelId = '';
  messages: readonly ShownMessage[] = [];
  notices: readonly Notice[] = [];
  /** What went wrong with the components of a message, by its id. */
  readonly failures = new Map<string, string>();
  /** What was pressed and is not answered yet: message id and custom id. */
  readonly busy = new Set<string>();
  form: OpenForm | undefined;
  bot: BotState = 'starting';
  faults: FaultState = { slowMs: 0, rateLimits: 0, failures: 0 };
  traffic: readonly TrafficEntry[] = [];
  isConnected = false;
  /** What a screen reader is told at once. */
  announcement = '';
  #socket: WebSocket | undefined;
  #next = 1;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #listeners = new Set<() => void>();
  readonly #drafts = new Set<(text: string) => void>();
  #wishedPerson = sessionStorage.getItem('person') ?? '';
  #wishedChannel = sessionStorage.getItem('channel') ?? '';
  #watchesTraffic = false;
  /** What mentions are called, and who reads them. */
  #names = '';

  /** Tells of every change; returns what ends that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects, and connects again whenever the connection is lost. */
  connect(): void {
    const socket = new WebSocket(`ws://${location.host}/desk`);
    this.#socket = socket;
    socket.onopen = () => {
      this.isConnected = true;
      if (this.#wishedPerson) void this.ask({ kind: 'be', person: this.#wishedPerson });
      if (this.#watchesTraffic) void this.ask({ kind: 'watch traffic', on: true });
      this.#changed();
    };
    // The server is the only one that writes here, in the shape both sides share.
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as FromServer);
    socket.onclose = () => {
      this.isConnected = false;
      this.frame = undefined;
      for (const resolve of this.#waiting.values()) resolve(refused('The playground is not reachable.'));
      this.#waiting.clear();
      this.#changed();
      setTimeout(() => this.connect(), RETRY_MS);
    };
  }

  /** Asks the server for something and waits for what becomes of it. */
  ask(deed: Deed): Promise<Outcome> {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.resolve(refused('The playground is not reachable.'));
    }
    const number = this.#next;
    this.#next += 1;
    this.#socket.send(JSON.stringify({ number, deed }));
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  /** Uploads a file, to be given to an option, a form or a message. Rejects with why not. */
  async upload(file: File): Promise<string> {
    const answer = await fetch(`/files?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      body: file,
      headers: { 'x-playground': 'upload' },
    });
    if (!answer.ok) throw new Error(`"${file.name}" is too large.`);
    const { id } = await answer.json();
    return String(id);
  }

  /** Becomes someone else. */
  be(person: string): void {
    if (person === this.frame?.you) return;
    this.form = undefined;
    this.#wishedPerson = person;
    void this.ask({ kind: 'be', person });
  }

  /** Shows another channel. */
  open(channel: string): void {
    if (this.channelId !== channel) {
      this.messages = [];
      this.failures.clear();
    }
    this.channelId = channel;
    this.#wishedChannel = channel;
    sessionStorage.setItem('channel', channel);
    void this.ask({ kind: 'open', channel });
    this.#changed();
  }

  /** The channel that is shown. */
  get place(): PlaceCard | undefined {
    return this.frame?.places.find(({ id }) => id === this.channelId);
  }

  /** All that a message's looks depend on beside itself, as one text: what is under way or failed, and names. */
  stateOf(message: string): string {
    const busy = [...this.busy].filter((key) => key.startsWith(message));
    return `${this.failures.get(message) ?? ''} ${busy.join()} ${this.opened.onMessages.length} ${this.#names}`;
  }

  /** Runs a command; resolves with why it was not sent, if it was not. */
  async slash(
    command: string,
    options: Extract<Deed, { kind: 'slash' }>['options'],
  ): Promise<string | undefined> {
    const channel = this.channelId;
    return this.#command(`/${command}`, { kind: 'slash', channel, command, options });
  }

  /** Uses a command of a message's or a person's menu. */
  async useMenu(target: { message: string } | { person: string }, command: string): Promise<void> {
    const channel = this.channelId;
    const refusal = await this.#command(
      command,
      'message' in target
        ? { kind: 'use on message', channel, command, message: target.message }
        : { kind: 'use on person', channel, command, person: target.person },
    );
    if (refusal) this.announce(refusal);
  }

  /** Presses a button, or chooses in a select, of a message. */
  async act(deed: Extract<Deed, { kind: 'press' | 'choose' }>): Promise<void> {
    const key = `${deed.message} ${deed.customId}`;
    this.busy.add(key);
    this.failures.delete(deed.message);
    this.#changed();
    const calm = () => {
      if (this.busy.delete(key)) this.#changed();
    };
    // Bots may acknowledge and show nothing.
    const timer = setTimeout(calm, ANSWER_MS);
    const outcome = await this.ask(deed);
    clearTimeout(timer);
    calm();
    this.#settle(outcome);
    if (outcome.kind === 'failed' || outcome.kind === 'refused') {
      const reason = outcome.kind === 'failed' ? 'This interaction failed' : outcome.reason;
      this.failures.set(deed.message, reason);
      this.announce(reason);
    }
  }

  /** Sends the form that is open; resolves with why it was refused, if it was. */
  async submit(values: Extract<Deed, { kind: 'submit' }>['values']): Promise<string | undefined> {
    const { form } = this;
    if (!form) return undefined;
    const outcome = await this.ask({ kind: 'submit', form: form.form, values });
    if (outcome.kind === 'refused' || outcome.kind === 'failed') return outcome.reason;
    if (this.form === form) this.form = undefined;
    this.#settle(outcome);
    this.#changed();
    return undefined;
  }

  /** Closes the form that is open. */
  closeForm(): void {
    this.form = undefined;
    this.#changed();
  }

  /** Takes a notice away. */
  forget(notice: Notice): void {
    this.notices = this.notices.filter(({ id }) => id !== notice.id);
    this.#changed();
  }

  /** Tells a screen reader, for a while. */
  announce(text: string): void {
    this.announcement = text;
    this.#changed();
    setTimeout(() => {
      if (this.announcement !== text) return;
      this.announcement = '';
      this.#changed();
    }, ANNOUNCED_MS);
  }

  /** Shows or hides what goes between Discord and the bot. */
  watchTraffic(on: boolean): void {
    this.#watchesTraffic = on;
    this.traffic = [];
    void this.ask({ kind: 'watch traffic', on });
  }

  /** Puts a text into the message box, as when a command is pressed somewhere. */
  draft(text: string): void {
    for (const take of this.#drafts) take(text);
  }

  /** Takes what `draft` is given; returns what ends that. */
  onDraft(take: (text: string) => void): () => void {
    this.#drafts.add(take);
    return () => this.#drafts.delete(take);
  }

  async #command(words: string, deed: Deed): Promise<string | undefined> {
    const id = this.#next;
    const notice = { id, channel: this.channelId, command: words, failure: undefined };
    this.notices = [...this.notices, notice];
    this.#changed();
    const calm = setTimeout(() => this.forget(notice), ANSWER_MS);
    const outcome = await this.ask(deed);
    clearTimeout(calm);
    this.notices = this.notices.filter((one) => one.id !== id);
    if (outcome.kind === 'failed') {
      this.notices = [...this.notices, { ...notice, failure: outcome.reason }];
      this.announce(outcome.reason);
    }
    this.#settle(outcome);
    this.#changed();
    return outcome.kind === 'refused' ? outcome.reason : undefined;
  }

  #settle(outcome: Outcome): void {
    if (outcome.kind !== 'form') return;
    this.form = outcome;
    this.#changed();
  }

  #receive(message: FromServer): void {
    switch (message.kind) {
      case 'frame':
        this.#frame(message);
        break;
      case 'channel':
        if (message.id === this.channelId) {
          this.messages = message.messages;
          this.opened = message.commands;
        }
        break;
      case 'message':
        if (message.channel === this.channelId) this.#show(message.message);
        break;
      case 'gone':
        this.messages = this.messages.filter(({ wire }) => wire.id !== message.id);
        break;
      case 'outcome':
        this.#waiting.get(message.of)?.(message.outcome);
        this.#waiting.delete(message.of);
        break;
      case 'bot':
        this.bot = message.state;
        // A bot that starts may register other commands.
        if (message.state === 'running' && this.channelId)
          void this.ask({ kind: 'open', channel: this.channelId });
        break;
      case 'faults':
        this.faults = message.faults;
        break;
      case 'traffic':
        this.traffic = [...this.traffic, ...message.entries].slice(-TRAFFIC_KEPT);
        break;
    }
    this.#changed();
  }

  #frame(frame: Frame): void {
    // Until the one wished for is there, another may be told for a moment.
    const isWished = frame.you === this.#wishedPerson;
    if (!isWished && frame.people.some(({ id }) => id === this.#wishedPerson)) return;
    const before = this.frame;
    const wasDirect = this.place?.kind === 'direct';
    this.frame = frame;
    const { you, members, roles, places } = frame;
    this.#names = JSON.stringify([you, members, roles, places.map(({ id, name }) => [id, name])]);
    if (before && before.you === frame.you) {
      this.#tellNews(before, frame);
      if (this.place) return;
    }
    this.#wishedPerson = frame.you;
    sessionStorage.setItem('person', frame.you);
    if (before?.you !== frame.you) {
      this.notices = [];
      this.failures.clear();
    }
    const wished = frame.places.find(({ id, kind }) =>
      wasDirect ? kind === 'direct' : id === this.#wishedChannel,
    );
    const first = wished ?? frame.places.find(({ kind }) => kind === 'text');
    if (first) this.open(first.id);
  }

  #tellNews(before: Frame, now: Frame): void {
    for (const place of now.places) {
      const earlier = before.places.find(({ id }) => id === place.id)?.notifications ?? 0;
      if (place.notifications <= earlier || place.id === this.channelId) continue;
      const where = place.kind === 'direct' ? 'direct message' : `mention in #${place.name}`;
      this.announce(`New ${where}. ${place.notifications} unread.`);
    }
  }

  #show(message: ShownMessage): void {
    const { id } = message.wire;
    const known = this.messages.some(({ wire }) => wire.id === id);
    this.messages = known
      ? this.messages.map((one) => (one.wire.id === id ? message : one))
      : [...this.messages, message];
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function refused(reason: string): Outcome {
  return { kind: 'refused', reason };
}

/** The one store of the page. */
export const store = new Store();
