import type { AnyCollection, Store } from '../../ports/store.ts';

/** Which project to connect to, as whom. */
export interface FirestoreConnection {
  readonly projectId: string;
  /**
   * A service account; or a file, which the SDK finds by GOOGLE_APPLICATION_CREDENTIALS; or an emulator, which it
   * finds by FIRESTORE_EMULATOR_HOST. Left out: whatever credentials the machine has.
   */
  readonly credentials?:
    | {
        readonly kind: 'service account';
        readonly account: {
          readonly projectId: string;
          readonly clientEmail: string;
          readonly privateKey: string;
        };
      }
    | { readonly kind: 'file' | 'emulator' };
  readonly collections: readonly AnyCollection[];
  /** How long any call may take before it fails. */
  readonly deadlineMs?: number;
}

/**
 * Opens the store in a Firebase project. The SDK is loaded only now, since it takes 300 ms and 58 MB. Nothing is sent
 * yet: a project that can't be reached shows at the first call, as Unavailable.
 */
export async function connectFirestore(connection: FirestoreConnection): Promise<Store> {
  const { projectId, credentials, collections, deadlineMs } = connection;
  const [{ applicationDefault, cert, initializeApp }, { getFirestore }, { openFirestoreStore }] =
    await Promise.all([
      import('firebase-admin/app'),
      import('firebase-admin/firestore'),
      import('./store.ts'),
    ]);
  const isEmulated = Boolean(process.env.FIRESTORE_EMULATOR_HOST);
  const credential =
    credentials?.kind === 'service account'
      ? { credential: cert(credentials.account) }
      : isEmulated
        ? {}
        : { credential: applicationDefault() };
  // The name lets one process open several stores.
  const app = initializeApp({ projectId, ...credential }, `orderly-${crypto.randomUUID()}`);
  return openFirestoreStore({
    firestore: getFirestore(app),
    collections,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}
