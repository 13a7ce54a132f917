import { freshSqlitePlace } from './sqlitePlace.ts';
import { storeContract } from './store.contract.ts';

storeContract({ name: 'SQLite', locksWhatIsRead: false, freshPlace: freshSqlitePlace });
