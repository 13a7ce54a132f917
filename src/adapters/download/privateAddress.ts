import { BlockList } from 'node:net';

// What the registries of special-purpose addresses (RFC 6890 and after) keep from being reached over the internet.
// Two lists: one list would hold IPv4 addresses against its IPv6 networks too.
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  special.ipv4.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // Of IPv6 only 2000::/3 is in use; the rest is loopback, link-local, private, mapped IPv4 or nothing yet.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  // Ways to write an IPv4 address.
  ['2002::', 16],
  ['2001::', 32],
] as const)
  special.ipv6.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address leads to this machine, into a private network, or nowhere. */
export function isPrivateAddress(address: string): boolean {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  return special[family].check(address, family);
}
