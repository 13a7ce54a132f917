/**
 * What a stored picture is found by: two to six words of `A-Z a-z 0-9 _ ~ -`, with slashes between them, at most 240
 * characters in all. Whoever knows it can't do anything with it: the vault gives nothing to anyone but the bot.
 */
export type VaultKey = string & { readonly vaultKey?: never };

const keyPattern = /^(?=.{1,240}$)[\w~-]+(?:\/[\w~-]+){1,5}$/;

/** Whether a text can be a key. No key can lead out of the vault. */
export function isVaultKey(text: string): boolean {
  return keyPattern.test(text);
}

/** Something that is in the vault. */
export interface Stored {
  readonly key: VaultKey;
  readonly storedAt: Date;
  readonly bytes: number;
}

/**
 * Where pictures are kept, one private object each. Every call throws VaultUnavailable when the vault can't do it, and
 * an Error when a key is none.
 */
export interface Vault {
  /**
   * Keeps the bytes; when it resolves, they are safe from a crash, and until then nothing is under the key. A second
   * time overwrites. Throws VaultFull where there is no room. `contentType` is a MIME type.
   */
  put(key: VaultKey, bytes: Uint8Array, contentType: string): Promise<void>;
  /** The bytes, or undefined when nothing is under the key. */
  get(key: VaultKey): Promise<Uint8Array | undefined>;
  /** Deletes for good; a key with nothing under it is fine. */
  delete(key: VaultKey): Promise<void>;
  /** Everything there is, in no order, for whoever looks for what nobody needs any more. */
  list(): AsyncIterable<Stored>;
}

/** The vault could not do what it was asked: it can't be reached, or may not be used so. A later try may do. */
export class VaultUnavailable extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`The evidence vault is unavailable: ${why}`, options);
    this.name = 'VaultUnavailable';
  }
}

/** There is no room in the vault for what was to be kept. */
export class VaultFull extends VaultUnavailable {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'VaultFull';
  }
}
