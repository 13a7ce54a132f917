import { z } from 'zod';

const hostMaybePort = /^[a-z0-9.-]+(?::\d{1,5})?$/;

/** Host names, perhaps with ports, with commas between them; lower case. */
export const hostList = z
  .string()
  .transform((hosts) =>
    hosts
      .toLowerCase()
      .split(',')
      .map((host) => host.trim()),
  )
  .refine(
    (hosts) => hosts.every((host) => hostMaybePort.test(host)),
    'must be host names separated by commas, without https:// or paths.',
  );
