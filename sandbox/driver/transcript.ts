import type { HistoryEntry } from '../model/history.ts';
import type { World } from '../model/world.ts';
import { formWords, readable, wordsOf } from './words.ts';

/** One thing that happened, as people saw it. */
export interface TranscriptEntry {
  atMs: number;
  /** What happened: see HistoryKind. */
  kind: HistoryEntry['kind'];
  /** `#orders in Pixel Forge`, or `direct messages of mia`. */
  where: string;
  who: string;
  what: string;
  /** The name of the only one who saw it; undefined if all in the channel did. */
  onlySeenBy?: string;
}

/** Everything that happened, in the order of time. */
export function transcriptOf(world: World): TranscriptEntry[] {
  return world.history.map((entry) => transcriptEntry(world, entry));
}

/** One history entry in words. */
export function transcriptEntry(world: World, entry: HistoryEntry): TranscriptEntry {
  return {
    atMs: entry.atMs,
    kind: entry.kind,
    where: placeName(world, entry.channelId),
    who: userName(world, entry.userId),
    what: whatHappened(world, entry),
    ...(entry.onlyFor ? { onlySeenBy: userName(world, entry.onlyFor) } : {}),
  };
}

function whatHappened(world: World, entry: HistoryEntry): string {
  if (entry.message) return wordsOf(world, entry.message);
  return entry.modal ? formWords(world, entry.modal) : readable(world, entry.words ?? '');
}

const MARKS: Partial<Record<HistoryEntry['kind'], string>> = {
  edit: ' (edited)',
  deletion: ' (deleted)',
  form: ' (opened a form)',
};

/** A transcript as text, for reading. */
export function formatTranscript(entries: readonly TranscriptEntry[]): string {
  return entries
    .map(({ atMs, kind, where, who, what, onlySeenBy }) => {
      const time = new Date(atMs).toISOString().slice(11, 19);
      const seen = onlySeenBy ? ` (only ${onlySeenBy} sees this)` : '';
      const lines = what.split('\n').map((line) => `    ${line}`);
      return `${time}  ${where}  ${who}${seen}${MARKS[kind] ?? ''}\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

function placeName(world: World, channelId: string): string {
  const channel = world.channels.get(channelId);
  if (!channel) return 'a deleted channel';
  if (channel.recipients) return `direct messages of ${channel.recipients[0]?.username}`;
  return `#${channel.name} in ${world.guilds.get(channel.guild_id ?? '')?.name}`;
}

function userName(world: World, id: string): string {
  return world.users.get(id)?.username ?? 'unknown';
}
