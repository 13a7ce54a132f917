import { describe, test } from 'vitest';
import { freshEmulatedFirestore } from './firestorePlace.ts';
import { storeContract } from './store.contract.ts';

if (process.env.FIRESTORE_EMULATOR_HOST)
  storeContract({
    name: "Firestore's official emulator",
    locksWhatIsRead: true,
    freshPlace: freshEmulatedFirestore,
  });
else
  describe("the store contract on Firestore's official emulator", () => {
    test.skip('skipped: FIRESTORE_EMULATOR_HOST is not set');
  });
