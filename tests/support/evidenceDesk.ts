import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pngCharts } from '../../src/adapters/charts/pngCharts.ts';
import { imageJudge } from '../../src/adapters/images/imageJudge.ts';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import type { EvidenceDesk } from '../../src/app/desk.ts';
import type { SubmitRequest } from '../../src/app/submitEvidence.ts';
import { collections } from '../../src/ports/collections.ts';
import type { Stored } from '../../src/ports/vault.ts';
import { at } from './anOrder.ts';
import { type FaultyStore, faultyStore } from './faultyStore.ts';
import { freshPlace } from './freshPlace.ts';
import { PlayedOrders } from './playedOrders.ts';

/** Everything that evidence passes through, as it is in production, with a server of attachments on this machine. */
export interface EvidencePlace {
  readonly desk: EvidenceDesk & { readonly store: FaultyStore };
  readonly play: PlayedOrders;
  /** What was announced to the outbox, in order. */
  readonly announced: readonly string[];
  /** Puts bytes on the server; what happens before they are sent can be given. */
  attach(bytes: Uint8Array, beforeSending?: () => Promise<unknown>): SubmitRequest['images'][number];
  /** How often the server was asked for something. */
  downloads(): number;
  /** What lies in the vault. */
  kept(): Promise<Stored[]>;
  dispose(): Promise<void>;
}

/** Opens one. The time stands at `at(600)`. */
export async function evidencePlace(): Promise<EvidencePlace> {
  const place = await freshPlace();
  const store = faultyStore(await place.open(collections));
  const vault = await openDiskVault(join(place.folder, 'evidence'));
  const attachments: { readonly bytes: Uint8Array; readonly beforeSending: () => Promise<unknown> }[] = [];
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked += 1;
    const attachment = attachments[Number(request.url?.slice(1))];
    await attachment?.beforeSending();
    response.statusCode = attachment === undefined ? 404 : 200;
    response.end(attachment?.bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const announced: string[] = [];

  return {
    desk: {
      store,
      vault,
      clock: { now: () => at(600) },
      outbox: {
        announce: async (noticeId) => {
          announced.push(noticeId);
          return undefined;
        },
      },
      imageJudge: imageJudge({ hosts: [host] }),
      charts: pngCharts(),
    },
    play: new PlayedOrders(store, { vault }),
    announced,
    attach(bytes, beforeSending = async () => undefined) {
      attachments.push({ bytes, beforeSending });
      return { url: `http://${host}/${attachments.length - 1}`, bytes: bytes.length };
    },
    downloads: () => asked,
    async kept() {
      const all: Stored[] = [];
      for await (const stored of vault.list()) all.push(stored);
      return all;
    },
    async dispose() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await place.dispose();
    },
  };
}
