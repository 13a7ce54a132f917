import { freshMemoryPlace } from '../support/memoryStore.ts';
import { storeContract } from './store.contract.ts';

storeContract({ name: 'the memory of tests', locksWhatIsRead: false, freshPlace: freshMemoryPlace });
