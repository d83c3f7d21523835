/** Which program listens on a port, where the system tells (Linux, and only of programs we may look at). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** `node (pid 4242)`, or null when it cannot be known. `proc` is the mount point of procfs. */
export async function portOwner(port: number, proc = '/proc'): Promise<string | null> {
  try {
    const inodes = await listeningInodes(port, proc);
    if (inodes.size === 0) return null;
    for (const pid of (await readdir(proc)).filter((name) => /^\d+$/.test(name))) {
      if (!(await holdsAny(join(proc, pid, 'fd'), inodes))) continue;
      const name = (await readFile(join(proc, pid, 'comm'), 'utf8')).trim();
      return `${name} (pid ${pid})`;
    }
    return null;
  } catch {
    return null;
  }
}

/** State `0A` is LISTEN: proc(5), /proc/net/tcp. */
const LISTEN = '0A';

async function listeningInodes(port: number, proc: string): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(join(proc, 'net', table), 'utf8').catch(() => '');
    for (const row of text.split('\n').slice(1)) {
      const columns = row.trim().split(/\s+/);
      const localPort = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
      const inode = columns[9];
      if (localPort === port && columns[3] === LISTEN && inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}

async function holdsAny(fdDir: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const fds = await readdir(fdDir).catch(() => []);
  for (const fd of fds) {
    const target = await readlink(join(fdDir, fd)).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
