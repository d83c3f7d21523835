/** A client on a network of the test's making, with everything it says written down. */
import type { Job } from '../../../electron/core/job.ts';
import type { ShareOutcome } from '../../../electron/core/share.ts';
import { parsePoolUrl } from '../../../electron/pool/pool-url.ts';
import { StratumClient, type StratumClientDeps } from '../../../electron/pool/stratum-client.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { type FakeNetwork, fakeNetwork } from './fake-socket.ts';
import { difficultyLine, HANDSHAKE, notifyLine } from './lines.ts';

export const SECOND = 1_000;
export const MINUTE = 60_000;

export function clientOn(
  network: FakeNetwork,
  patch: Partial<StratumClientDeps> = {},
  address = 'pool.example.com:3333',
) {
  const parsed = parsePoolUrl(address);
  if (!parsed.ok) throw new Error(parsed.reason);
  const clock = new ManualClock();
  const logged: LoggedLine[] = [];
  const client = new StratumClient({
    id: 'main',
    url: parsed.url,
    user: 'bc1q.w1',
    password: async () => 'hunter2secret',
    chain: { kind: 'mainnet' },
    clock,
    random: () => 0.5,
    log: silentLogger(logged),
    userAgent: 'hashwatt/0.1.0',
    openSocket: network.openSocket,
    ...patch,
  });
  const jobs: Job[] = [];
  const outcomes: ShareOutcome[] = [];
  const told: string[] = [];
  client.on('job', (job, change) => {
    jobs.push(job);
    told.push(`${change} ${job.jobId}`);
  });
  client.on('jobsVoid', () => told.push('void'));
  client.on('outcome', (outcome) => {
    outcomes.push(outcome);
    told.push(`${outcome.kind} ${outcome.shareId}`);
  });
  return { client, clock, logged, jobs, outcomes, told };
}

/** Starts and brings it to its first job. */
export async function live(patch: Partial<StratumClientDeps> = {}) {
  const network = fakeNetwork();
  const setup = clientOn(network, patch);
  setup.client.start();
  await setup.clock.advance(0);
  network.last.open();
  network.last.say(...HANDSHAKE, difficultyLine(512), notifyLine());
  const [job] = setup.jobs;
  if (job === undefined) throw new Error('no job came');
  return { ...setup, network, job };
}
