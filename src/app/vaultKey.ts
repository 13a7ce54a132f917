import { randomBytes } from 'node:crypto';
import { type Dispute, disputeIdOf } from '../domain/dispute.ts';
import type { VaultKey } from '../ports/vault.ts';

/** The submission that a picture belongs to; for one of a dispute's statement, see `statementPlace`. */
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

/** The place of the pictures of a statement in a dispute. */
export function statementPlace(
  { guildId, orderKey, number }: Pick<Dispute, 'guildId' | 'orderKey' | 'number'>,
  statementId: string,
): PicturePlace {
  return { guildId, orderKey, submissionId: `dispute-${number}-${statementId}` };
}

/** The id of the dispute that a picture's place names; undefined for a submission's. */
export function disputeIdOfPlace({ orderKey, submissionId }: PicturePlace): string | undefined {
  const [, number] = /^dispute-(\d+)-/.exec(submissionId) ?? [];
  return number === undefined ? undefined : disputeIdOf(orderKey, Number(number));
}
