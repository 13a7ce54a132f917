import { randomBytes } from 'node:crypto';
import type { VaultKey } from '../ports/vault.ts';

/** The submission that a picture belongs to. */
export interface PicturePlace {
  readonly guildId: string;
  readonly orderKey: string;
  readonly submissionId: string;
}

/** A key for a picture of a submission that nobody can guess. It names its submission, so that an orphan can be told. */
export function newVaultKey({ guildId, orderKey, submissionId }: PicturePlace): VaultKey {
  return [guildId, orderKey, submissionId, randomBytes(16).toString('hex')].join('/');
}

/** The submission that a key names; undefined for a key of another kind. */
export function placeOfVaultKey(key: VaultKey): PicturePlace | undefined {
  const [guildId, orderKey, submissionId, secret, ...rest] = key.split('/');
  if (!guildId || !orderKey || !submissionId || !secret || rest.length > 0) return undefined;
  return { guildId, orderKey, submissionId };
}
