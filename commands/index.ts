import { addorder } from './addorder.ts';
import type { Command } from './command.ts';
import { listorders } from './listorders.ts';
import { trackorder } from './trackorder.ts';
import { updateorder } from './updateorder.ts';
import { wallet } from './wallet.ts';

/** Every command there is. */
export const commands: readonly Command[] = [addorder, updateorder, trackorder, listorders, wallet];
