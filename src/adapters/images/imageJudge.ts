import type { ImageJudge } from '../../ports/imageJudge.ts';
import { attachmentDownloads, type DownloadSettings } from '../download/attachmentDownloads.ts';
import { sharpJudge } from './sharpJudge.ts';

/** Judges images in this thread, which then has each of them in its memory, and can do little else meanwhile. */
export function imageJudge(settings: DownloadSettings): ImageJudge {
  const downloads = attachmentDownloads(settings);
  const judge = sharpJudge();
  return { judge: (link) => judge(() => downloads.fetch(link)) };
}
