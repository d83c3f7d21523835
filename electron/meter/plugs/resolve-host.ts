/** Addresses of a host name, by the system's own resolver: it knows `.local` names where the system does. */
import { lookup } from 'node:dns/promises';

export async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
