import { freshInProcessFirestore } from './firestorePlace.ts';
import { storeContract } from './store.contract.ts';

storeContract({
  name: 'Firestore within the process',
  locksWhatIsRead: false,
  freshPlace: freshInProcessFirestore,
});
