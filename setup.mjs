/**
 * Makes a fresh clone ready: installs packages and builds the app or, with `--browser`, unpacks the browser that
 * the tests drive. Does nothing, quickly, when everything is already there. Plain JavaScript for Node 20.19,
 * because Node 24 for all the rest is itself one of the packages installed here.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));
const LOCK_FILE = join(ROOT, 'package-lock.json');
const INSTALL_STAMP = join(ROOT, 'node_modules', '.hashwatt-install');
const BUILD_STAMP = join(ROOT, 'out', '.stamp');
const BROWSER_STAMP = join(ROOT, 'node_modules', '.cache', 'hashwatt-browser');
/** What the build reads. `resources` because the code imports data from there. */
const BUILD_SOURCES = ['electron', 'renderer', 'resources', 'electron.vite.config.ts', 'package.json'];
const OLDEST_NODE = [20, 19];
const INSTALL_LIMIT_MS = 15 * 60_000;
const BUILD_LIMIT_MS = 3 * 60_000;
const UNPACK_LIMIT_MS = 2 * 60_000;
/** Unpacks the test browser, and does so anew when what lies there does not run: an earlier attempt may have been cut short. */
const UNPACK_SCRIPT = `
  import { execFileSync } from 'node:child_process';
  import { rmSync } from 'node:fs';
  import chromium from '@sparticuz/chromium';
  const runs = (path) => execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 });
  let path = await chromium.executablePath();
  try {
    runs(path);
  } catch {
    rmSync(path);
    path = await chromium.executablePath();
    runs(path);
  }
  console.log(path);
`;

refuseOldNode();
const steps = [{ title: 'Install packages', isDone: packagesAreInstalled, run: installPackages }];
if (process.argv.includes('--browser')) {
  // The build is left to the test run, which counts a failed one.
  steps.push({ title: 'Unpack the test browser', isDone: browserIsUnpacked, run: unpackBrowser });
} else {
  steps.push({ title: 'Build the app', isDone: appIsBuilt, run: buildApp });
}
try {
  for (const [index, step] of steps.entries()) {
    if (step.isDone()) continue;
    await runStep(`[${index + 1}/${steps.length}] ${step.title}`, step.run);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(
    `Hashwatt needs Node ${OLDEST_NODE.join('.')} or newer and this is ${process.versions.node}: install a current Node and run the command again.`,
  );
  process.exit(1);
}

// --- packages -------------------------------------------------------------------------------------------

function packagesAreInstalled() {
  if (!existsSync(nodePath())) return false;
  if (readOrNull(INSTALL_STAMP) === hashOf([LOCK_FILE])) return true;
  // Installed by hand (`npm ci`, `npm install`): npm's own record of the tree is then younger than the lock file.
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || statSync(record).mtimeMs < statSync(LOCK_FILE).mtimeMs) return false;
  writeFileSync(INSTALL_STAMP, hashOf([LOCK_FILE]));
  return true;
}

async function installPackages(report) {
  const wanted = packagesForEverybody();
  const counting = setInterval(() => {
    const present = wanted.filter((path) => existsSync(join(ROOT, path, 'package.json'))).length;
    // npm downloads everything before it unpacks the first one.
    report(
      present === 0 ? `downloading ${wanted.length} packages` : `unpacking, ${present} of ${wanted.length}`,
    );
  }, 1_000);
  try {
    await run(npmCommand(), ['ci', '--no-audit', '--no-fund'], INSTALL_LIMIT_MS);
  } catch (error) {
    throw new Error(
      `${error.message}\nThe packages could not be installed. Check the network and npm's settings, then run the command again.`,
    );
  } finally {
    clearInterval(counting);
  }
  if (!existsSync(nodePath())) {
    throw new Error(
      'npm was told to skip install scripts, so Node 24 is missing in node_modules: run "npm ci --ignore-scripts=false" once.',
    );
  }
  writeFileSync(INSTALL_STAMP, hashOf([LOCK_FILE]));
  return `${wanted.length} packages`;
}

/** Paths of the lock file that every system gets; optional ones depend on the processor and come on top. */
function packagesForEverybody() {
  const { packages } = JSON.parse(readFileSync(LOCK_FILE, 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.optional)
    .map(([path]) => path);
}

/** npm as it was started, run by the Node it was started with: the one inside node_modules is about to be replaced. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && node && /\.[cm]?js$/.test(script)) return [node, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** Node 24 as the package `node` installs it. */
function nodePath() {
  return join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

// --- build ----------------------------------------------------------------------------------------------

function appIsBuilt() {
  const built = ['main/main.js', 'preload/preload.cjs', 'renderer/index.html'];
  return (
    built.every((path) => existsSync(join(ROOT, 'out', path))) &&
    readOrNull(BUILD_STAMP) === hashOf([LOCK_FILE, ...filesOf(BUILD_SOURCES)])
  );
}

async function buildApp() {
  // Taken before the build: a file saved while it runs makes the next start build again.
  const stamp = hashOf([LOCK_FILE, ...filesOf(BUILD_SOURCES)]);
  await run(
    [nodePath()],
    [join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    BUILD_LIMIT_MS,
  );
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, stamp);
}

// --- test browser ---------------------------------------------------------------------------------------

/** The stamp holds the path of the unpacked browser, written after its last byte. */
function browserIsUnpacked() {
  const path = readOrNull(BROWSER_STAMP);
  return path !== null && existsSync(path);
}

async function unpackBrowser() {
  const output = await run([nodePath()], ['--input-type=module', '--eval', UNPACK_SCRIPT], UNPACK_LIMIT_MS);
  mkdirSync(dirname(BROWSER_STAMP), { recursive: true });
  writeFileSync(BROWSER_STAMP, output.trim());
}

// --- helpers --------------------------------------------------------------------------------------------

/** Shows `title` with how far it is: one line that changes on a terminal, a line every five seconds elsewhere. */
async function runStep(title, work) {
  const startedMs = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  const onTerminal = process.stdout.isTTY === true;
  let progress = '';
  let shownMs = startedMs;
  if (!onTerminal) console.log(`${title} ...`);
  const showing = setInterval(() => {
    const line = `${title} ... ${progress ? `${progress}, ` : ''}${seconds()}`;
    if (onTerminal) process.stdout.write(`\r\u001b[K${line}`);
    else if (Date.now() - shownMs >= 5_000) {
      shownMs = Date.now();
      console.log(line);
    }
  }, 250);
  try {
    const result = await work((text) => {
      progress = text;
    });
    if (onTerminal) process.stdout.write('\r\u001b[K');
    console.log(`${title}: done in ${seconds()}${result ? ` (${result})` : ''}`);
  } finally {
    clearInterval(showing);
  }
}

/** Runs a program in the project and gives its standard output; throws its last lines when it fails. */
function run([program, ...before], args, limitMs) {
  return new Promise((resolve, reject) => {
    const shell = program.endsWith('.cmd');
    const child = spawn(program, [...before, ...args], {
      cwd: ROOT,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout = [];
    const everything = [];
    child.stdout.on('data', (chunk) => {
      stdout.push(chunk);
      everything.push(chunk);
    });
    child.stderr.on('data', (chunk) => everything.push(chunk));
    const limit = setTimeout(() => {
      everything.push(Buffer.from(`\nno end after ${limitMs / 60_000} minutes`));
      child.kill('SIGKILL');
    }, limitMs);
    // Else an installation goes on alone when only this script is told to end.
    const passOn = () => child.kill('SIGTERM');
    process.once('SIGTERM', passOn);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGTERM', passOn);
      if (code === 0) return resolve(Buffer.concat(stdout).toString());
      const tail = Buffer.concat(everything).toString().trimEnd().split('\n').slice(-25).join('\n');
      reject(
        new Error(
          `\n${tail}\n\nFailed: ${[program, ...before, ...args].map((part) => relativeToRoot(part)).join(' ')}`,
        ),
      );
    });
  });
}

function relativeToRoot(part) {
  return part.startsWith(ROOT) ? relative(ROOT, part) : part;
}

function filesOf(paths) {
  return paths
    .map((path) => join(ROOT, path))
    .flatMap((path) => {
      if (!existsSync(path)) return [];
      if (!statSync(path).isDirectory()) return [path];
      return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    })
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function readOrNull(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
