import type { Delivery, PersonTrouble, PlaceTrouble } from '../domain/notice.ts';
import { orderly } from '../domain/orderly.ts';
import { type AnyNotice, authorOf, ticketOf } from '../domain/outbox.ts';
import { closedPlaces, settingsEvents } from '../ports/collections.ts';
import type { Store } from '../ports/store.ts';
import type { Target } from './noticeTarget.ts';

/** What is asked to find out who is told next. */
export interface Following {
  readonly store: Store;
  /** Who owns a server; undefined when Discord has not said. */
  readonly ownerOf?: (guildId: string) => string | undefined;
}

/** A delivery that has ended, of which notice, where it was to go (undefined when there is no such place), and when. */
export interface Ended {
  readonly noticeId: string;
  readonly notice: AnyNotice;
  readonly delivery: Delivery;
  readonly target: Target | undefined;
  readonly now: Date;
}

/** Staff hear of one closed place once in this time, however many messages were to go there. */
const sayAgainMs = 24 * 60 * 60 * 1000;
/** So many of the latest changes of the settings are looked through for the one that chose a channel. */
const changesSearched = 50;

/**
 * What follows when a message could not go where it should: a person who takes no direct messages is told in the order's
 * ticket channel, and staff are told how it ended. Of a channel that is closed to the bot staff are told once a day: in
 * the order log, or else its server's owner, or else whoever chose the channel.
 */
export async function followUps(work: Following, ended: Ended): Promise<Delivery[]> {
  const { delivery, target } = ended;
  const { trouble, route, state } = delivery;
  const isClosedPlace =
    state === 'closed' &&
    target !== undefined &&
    (route === 'review' || route === 'log') &&
    target.kind !== 'direct';
  const ofPlace = isClosedPlace ? await ofClosedPlace(work, ended, target.id) : [];
  if (trouble === undefined) return [...ofPerson(ended), ...ofPlace];
  if (state !== 'closed') return [];
  const instead =
    'place' in trouble
      ? await toNextOfStaff(work, ended, trouble)
      : // Without a log it went to the author at once, see targetOf.
        isClosedPlace
        ? toAuthor(ended, trouble)
        : [];
  return [...instead, ...ofPlace];
}

/** What follows from a message to a person: their ticket, or word to staff of how it ended. */
function ofPerson({ notice, delivery, now }: Ended): Delivery[] {
  const { audience, route, userId, state } = delivery;
  if (audience === 'log' || userId === undefined || state === 'waiting') return [];
  if (route === 'direct' && state === 'closed' && ticketOf(notice) !== undefined)
    return [{ audience, route: 'ticket', userId, ...waitingFrom(now) }];
  if (route === 'direct' && state === 'sent') return [];
  const why = route === 'direct' && state === 'gave up' ? state : 'closed';
  const trouble = { audience, userId, why, ticket: state === 'sent' } as const;
  return [{ audience: 'log', route: 'log', trouble, ...waitingFrom(now) }];
}

/** The log is closed: the one who made the change is told instead, unless it is about themselves. */
function toAuthor({ notice, now }: Ended, trouble: PersonTrouble): Delivery[] {
  const author = authorOf(notice);
  if (author === trouble.userId || author === orderly.userId) return [];
  return [{ audience: 'log', route: 'direct', userId: author, trouble, ...waitingFrom(now) }];
}

/** Word to staff that a channel is closed to the bot, if they have not had it today. */
async function ofClosedPlace(work: Following, ended: Ended, channelId: string): Promise<Delivery[]> {
  const place = ended.delivery.route === 'review' ? 'reviewChannelId' : 'orderLogChannelId';
  const trouble: PlaceTrouble = { place, channelId };
  if (!(await isNews(work.store, ended, trouble))) return [];
  if (place === 'orderLogChannelId') return toNextOfStaff(work, ended, trouble);
  return [{ audience: 'log', route: 'log', trouble, ...waitingFrom(ended.now) }];
}

/** The same notice may ask again, should the process have ended before it was kept that staff are to be told. */
async function isNews(
  store: Store,
  { noticeId, notice, now }: Ended,
  { place, channelId }: PlaceTrouble,
): Promise<boolean> {
  const path = closedPlaces.path(notice.guildId, place);
  return store.transact(async (tx) => {
    const said = await tx.get(path);
    const isSame = said?.channelId === channelId;
    if (isSame && said.noticeId === noticeId) return true;
    if (isSame && now.getTime() - said.at.getTime() < sayAgainMs) return false;
    tx.put(path, { channelId, noticeId, at: now });
    return true;
  });
}

/** To the owner; when that failed, to whoever chose the channel. */
async function toNextOfStaff(
  { store, ownerOf }: Following,
  { notice: { guildId }, delivery, now }: Ended,
  trouble: PlaceTrouble,
): Promise<Delivery[]> {
  const { docs } = await store.query({
    from: settingsEvents,
    parent: settingsEvents.parent(guildId),
    orderBy: { field: 'at', direction: 'descending' },
    limit: changesSearched,
  });
  const choice = docs.find(({ data }) => data.to[trouble.place] === trouble.channelId)?.data;
  const staff = [...new Set([ownerOf?.(guildId), choice?.by])].filter((id) => id !== undefined);
  const tried =
    delivery.route === 'direct' && delivery.userId !== undefined ? staff.indexOf(delivery.userId) : -1;
  const userId = staff[tried + 1];
  if (userId === undefined) return [];
  return [{ audience: 'log', route: 'direct', userId, trouble, ...waitingFrom(now) }];
}

function waitingFrom(now: Date): Pick<Delivery, 'state' | 'attempts' | 'nextAttemptAt' | 'since'> {
  return { state: 'waiting', attempts: 0, nextAttemptAt: now, since: now };
}
