import type { Desk } from '../../src/app/desk.ts';
import type { JobDesk } from '../../src/app/jobs/job.ts';
import { collections, guilds } from '../../src/ports/collections.ts';
import type { ImageJudge } from '../../src/ports/imageJudge.ts';
import type { Messenger } from '../../src/ports/messenger.ts';
import type { ProviderEvent, ProviderName } from '../../src/ports/paymentProvider.ts';
import { AlreadyExists, Contention, type Store, Unavailable } from '../../src/ports/store.ts';
import { providersOf } from '../support/fakePayments.ts';
import { FakeProvider, type Mishap } from '../support/fakeProvider.ts';
import { MemoryDatabase, MemoryStore } from '../support/memoryStore.ts';
import { commitProblems } from './commitRules.ts';
import { Dice } from './dice.ts';
import { servers } from './people.ts';
import { type Kept, messengerOf, pictureJudge, vaultOf } from './ports.ts';
import { Running, Schedule } from './schedule.ts';
import { troubledStore } from './troubledStore.ts';

/** What one running of the bot works with. */
export interface RunningDesk {
  readonly running: Running;
  readonly desk: JobDesk & Desk & { readonly imageJudge: ImageJudge };
  readonly providers: ReadonlyMap<ProviderName, FakeProvider>;
  readonly messenger: Messenger;
}

/** How often something goes wrong, from 0 to 1, each. */
export interface Troubles {
  readonly store: number;
  readonly provider: number;
  readonly discord: number;
}

const noTroubles: Troubles = { store: 0, provider: 0, discord: 0 };

/** An event as it travels: how many copies are still to arrive. */
export interface Travelling {
  readonly provider: ProviderName;
  readonly event: ProviderEvent;
}

/** A life's world: a database, two providers, two runnings of the bot that share them, and time that stands until it is moved. */
export class World {
  readonly dice: Dice;
  readonly schedule = new Schedule();
  readonly database = new MemoryDatabase();
  readonly store: Store = new MemoryStore(this.database, collections);
  /** What happened, a line each. */
  readonly steps: string[] = [];
  /** What must never be, as it is found. */
  readonly problems: string[] = [];
  readonly travelling: Travelling[] = [];
  /** The pages that payers have before them. */
  readonly pages: { readonly provider: ProviderName; readonly reference: string }[] = [];
  /** What payers have disputed at the providers. */
  readonly disputes: { readonly provider: ProviderName; readonly reference: string }[] = [];
  readonly desks: RunningDesk[] = [];
  troubles: Troubles;
  /** A provider that does not answer at all. */
  outage: ProviderName | undefined;
  commits = 0;
  /** Servers whose money a commit has touched since it was looked at. */
  readonly touched = new Set<string>();
  private nowMs = Date.UTC(2026, 2, 1);
  private runnings = 0;
  private operations = 0;
  private readonly kept: Kept = new Map();
  private readonly truth: readonly FakeProvider[];
  private readonly told = new Map<ProviderName, number>();

  constructor(seed: number) {
    this.dice = new Dice(seed);
    const worst = this.dice.one([0, 0.005, 0.02]);
    this.troubles = { store: worst / 2, provider: worst * 4, discord: worst * 4 };
    const refundsTakeTime = this.dice.is(0.5);
    this.truth = (['stripe', 'paypal'] as const).map(
      (name) => new FakeProvider(name, this, { refundsTakeTime }),
    );
    this.database.onCommit = (writes) => {
      this.commits += 1;
      this.problems.push(...commitProblems(writes));
      for (const { path } of writes)
        if (path.startsWith('guilds/')) this.touched.add(path.split('/')[1] ?? '');
    };
  }

  /** The server's settings are there, and two runnings of the bot. */
  async begin(): Promise<void> {
    await this.store.transact(async (tx) => {
      for (const [guildId, settings] of servers) tx.put(guilds.path(guildId), settings);
    });
    this.desks.push(this.started(), this.started());
  }

  now(): Date {
    return new Date(this.nowMs);
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.nowMs += ms;
  }

  /** The providers, as what is true there. */
  get providers(): readonly FakeProvider[] {
    return this.truth;
  }

  provider(name: ProviderName): FakeProvider {
    const found = this.truth.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no ${name}`);
    return found;
  }

  /** An id for something that someone asks for. */
  operation(): string {
    this.operations += 1;
    return `op${this.operations}`;
  }

  /** Goes on by one step of whoever's turn it is. */
  async goOn(): Promise<void> {
    this.steps.push(await this.schedule.goOn(this.dice.whole(0, this.schedule.length - 1)));
  }

  /** Begins something in a running; what it answers, or how it fails, is noted. */
  async start({ running }: RunningDesk, what: string, work: () => Promise<string>): Promise<void> {
    this.steps.push(`${running.name} begins: ${what}`);
    const note = (how: string) => {
      if (!running.isOver) this.steps.push(`${running.name} ${what}: ${how}`);
    };
    void work().then(note, (error: unknown) => {
      note(error instanceof Error ? error.message : String(error));
      if (!isExpected(error))
        this.problems.push(`${what} threw ${error instanceof Error ? error.stack : error}`);
    });
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** A running ends where it stands, and another begins. */
  crash(): void {
    const [gone] = this.desks.splice(this.dice.whole(0, this.desks.length - 1), 1);
    if (gone === undefined) return;
    this.schedule.crash(gone.running);
    this.steps.push(`${gone.running.name} crashes`);
    this.desks.push(this.started());
  }

  /** From here on nothing goes wrong any more. */
  calm(): void {
    this.troubles = noTroubles;
    this.outage = undefined;
  }

  /** What providers have told since they were last asked. */
  *newEvents(): Generator<Travelling> {
    for (const { name, books } of this.truth) {
      const from = this.told.get(name) ?? 0;
      this.told.set(name, books.events.length);
      for (const event of books.events.slice(from)) yield { provider: name, event };
    }
  }

  /** A desk at random: requests reach any of the runnings. */
  desk(): RunningDesk {
    const found = this.dice.maybe(this.desks);
    if (found === undefined) throw new Error('Nothing runs');
    return found;
  }

  private started(): RunningDesk {
    this.runnings += 1;
    const running = new Running(`bot ${this.runnings}`);
    // Clocks of two machines are never quite the same.
    const skewMs = this.dice.whole(-2_000, 2_000);
    const clock = { now: () => new Date(this.nowMs + skewMs) };
    const pause = (at: string) => this.schedule.pause(running, at);
    const mishap: Mishap = async ({ provider, call, subject, when }) => {
      await pause(`${provider} ${call} ${subject} ${when}`);
      if (this.outage === provider) return when === 'sent' ? 'unavailable' : 'unknown';
      if (!this.dice.is(this.troubles.provider)) return undefined;
      return when === 'done' ? 'unknown' : this.dice.one(['unavailable', 'unknown', 'unauthorised']);
    };
    const providers = this.truth.map(({ name, books }) => new FakeProvider(name, this, { books, mishap }));
    const report = (error: unknown) => {
      if (!isExpected(error)) this.problems.push(`reported: ${error instanceof Error ? error.stack : error}`);
    };
    return {
      running,
      providers: new Map(providers.map((provider) => [provider.name, provider])),
      messenger: messengerOf(
        pause,
        () => this.dice.is(this.troubles.discord),
        () => {},
      ),
      desk: {
        store: troubledStore(this.store, { pause, trouble: () => this.dice.is(this.troubles.store) }),
        clock,
        report,
        outbox: { announce: async () => undefined },
        providers: providersOf(...providers),
        publicUrl: 'https://desk.example.com',
        vault: vaultOf(this.kept, clock.now, pause),
        imageJudge: pictureJudge(pause),
      },
    };
  }
}

/** What any call of the store may throw; anything else is a bug. */
export function isExpected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExpected);
  return error instanceof Unavailable || error instanceof Contention || isOfDiscord(error);
}

function isOfDiscord(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof AlreadyExists) && error.message === 'Discord did not answer'
  );
}
