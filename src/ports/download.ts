import type { Result } from '../domain/result.ts';

/** Why an attachment could not be fetched. */
export type DownloadRefusal =
  /** The link leads elsewhere than to where Discord keeps attachments; `host` is as the link names it, '' for none. */
  | { readonly code: 'download-host-not-allowed'; readonly host: string }
  /** The link is no longer good: Discord's work for about a day, and not after the message was deleted. */
  | { readonly code: 'download-expired' }
  /** More than `limit` bytes. */
  | { readonly code: 'download-too-large'; readonly limit: number }
  | { readonly code: 'download-timed-out'; readonly waitedMs: number }
  /** Anything else; `status` is the HTTP status where there was an answer. Trying again may help. */
  | { readonly code: 'download-failed'; readonly status: number | undefined };

/** Fetches attachments. */
export interface Downloads {
  /** The bytes behind a link. Never rejects; what goes wrong is a refusal. */
  fetch(link: string): Promise<Result<Uint8Array, DownloadRefusal>>;
}
