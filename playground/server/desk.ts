import type { Sandbox } from '../../sandbox/index.ts';
import type { BotProcess } from './botProcess.ts';
import type { FaultSwitches } from './faultSwitches.ts';
import type { Traffic } from './traffic.ts';
import type { Uploads } from './uploads.ts';

/** What all visitors share. */
export interface Desk {
  readonly sandbox: Sandbox;
  readonly bot: BotProcess;
  readonly traffic: Traffic;
  readonly faults: FaultSwitches;
  readonly uploads: Uploads;
}
