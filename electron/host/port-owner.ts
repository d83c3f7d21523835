/** Which program listens on a port, where the system tells (Linux, and only of programs we may look at). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** `node server.js (pid 4242)`, or null when it cannot be known. `proc` is the mount point of procfs. */
export async function portOwner(port: number, proc = '/proc'): Promise<string | null> {
  try {
    const inodes = await listeningInodes(port, proc);
    if (inodes.size === 0) return null;
    for (const pid of (await readdir(proc)).filter((name) => /^\d+$/.test(name))) {
      if (!(await holdsAny(join(proc, pid, 'fd'), inodes))) continue;
      return `${await nameOf(join(proc, pid))} (pid ${pid})`;
    }
    return null;
  } catch {
    return null;
  }
}

const NAME_LENGTH = 60;

/** The command line, shortened: the short name alone is often that of a thread (`MainThread`). */
async function nameOf(processDir: string): Promise<string> {
  const args = (await readFile(join(processDir, 'cmdline'), 'utf8').catch(() => '')).split('\0');
  const [program = '', ...others] = args;
  const name = printable([program.startsWith('/') ? basename(program) : program, ...others].join(' '));
  if (name === '') return printable(await readFile(join(processDir, 'comm'), 'utf8'));
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
}

/** On one line, and without what a terminal would take for an order. */
const printable = (text: string): string => text.replace(/\p{C}/gu, ' ').replace(/ +/g, ' ').trim();

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
