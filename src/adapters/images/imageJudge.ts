import { forget } from '../../domain/forget.ts';
import type { ImageJudge } from '../../ports/imageJudge.ts';
import { attachmentDownloads, type DownloadSettings } from '../download/attachmentDownloads.ts';
import { sharpJudge } from './sharpJudge.ts';

/** Judges images in this thread, which then has each of them in its memory, and can do little else meanwhile. */
export function imageJudge(settings: DownloadSettings): ImageJudge {
  const downloads = attachmentDownloads(settings);
  const judge = sharpJudge();
  return {
    async judge(link) {
      let fetched: Awaited<ReturnType<typeof downloads.fetch>> | undefined;
      try {
        return await judge(async () => {
          fetched = await downloads.fetch(link);
          return fetched;
        });
      } finally {
        // What is kept of it is a copy.
        if (fetched?.ok) forget(fetched.value);
      }
    },
  };
}
