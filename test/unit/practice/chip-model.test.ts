import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChipModel, type ChipModelDeps } from '../../../electron/practice/simulator/chip-model.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import {
  CHAIN_INACTIVE,
  command,
  fourHeaders,
  type HeardNonce,
  hashValue,
  headerOf,
  heard,
  jobFrame,
  PLL,
  practiceTarget,
  READ_ALL_IDS,
  seededRandom,
  setAddress,
  writeAll,
} from './chip-host.ts';

const BITS = 26;
const REG_PLL = 0x08;
const REG_TICKET = 0x14;
const REG_MISC = 0x18;
const TICKET_16 = 0xf0;
const BAUD_1M5 = 0x6131;

let clock: ManualClock;
let said: number[];

function model(options: Partial<ChipModelDeps> = {}): ChipModel {
  const chips = new ChipModel({
    chain: { kind: 'practice', bits: BITS },
    clock,
    random: seededRandom(1),
    chipCount: 1,
    hashScale: 1,
    ...options,
  });
  chips.listen((bytes) => said.push(...bytes));
  return chips;
}

function answers(): ReturnType<typeof heard> {
  const found = heard(Uint8Array.from(said));
  said = [];
  return found;
}

function address(chips: ChipModel, count: number): void {
  chips.receive(CHAIN_INACTIVE);
  for (let chip = 0; chip < count; chip += 1) chips.receive(setAddress(Math.floor(256 / count) * chip));
}

beforeEach(() => {
  clock = new ManualClock();
  said = [];
});

describe('bring-up', () => {
  it('counts, addresses and tells the chips apart', () => {
    const chips = model({ chipCount: 6 });
    chips.receive(READ_ALL_IDS);
    expect(answers().registers).toEqual(Array(6).fill({ value: 0x13971800, address: 0, register: 0 }));
    address(chips, 6);
    chips.receive(READ_ALL_IDS);
    expect(answers().registers.map((register) => register.address)).toEqual([0, 42, 84, 126, 168, 210]);
    chips.receive(command(0x42, 84, 0x08));
    expect(answers().registers.map((register) => register.address)).toEqual([84]);
  });

  it('hears only up to the chip that waits for its address', () => {
    const chips = model({ chipCount: 6 });
    chips.receive(CHAIN_INACTIVE);
    chips.receive(setAddress(0));
    chips.receive(READ_ALL_IDS);
    expect(answers().registers).toHaveLength(2);
  });

  it('sets the clock of all or of one and reads it back', () => {
    const chips = model({ chipCount: 2 });
    address(chips, 2);
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(command(0x41, 128, REG_PLL, 0x40, 0xa0, 0x02, 0x25));
    chips.receive(command(0x52, 0, REG_PLL));
    expect(answers().registers.map((register) => register.value)).toEqual([PLL[450], PLL[200]]);
    expect(chips.frequencyMhz).toBe(450);
    expect(chips.hashrateHs).toBe((450 + 200) * 672e6);
    chips.receive(writeAll(REG_PLL, PLL[0]));
    expect(chips.frequencyMhz).toBe(0);
  });

  it('understands nobody at another baud rate, and answers garbage', () => {
    const chips = model();
    chips.hostBaudRate = 115_200;
    chips.receive(writeAll(REG_MISC, BAUD_1M5));
    expect(chips.baudRate).toBe(1_562_500);
    for (let again = 0; again < 20; again += 1) chips.receive(READ_ALL_IDS);
    expect(said).toEqual([]);
    chips.hostBaudRate = 1_500_000;
    chips.receive(READ_ALL_IDS);
    expect(answers().registers).toHaveLength(1);
    chips.receive(writeAll(REG_MISC, 0x7a31));
    expect(chips.baudRate).toBeCloseTo(115_740.7, 1);
  });

  it('forgets everything at a reset and keeps quiet while it lasts', () => {
    const chips = model({ chipCount: 2 });
    address(chips, 2);
    chips.receive(writeAll(REG_MISC, BAUD_1M5));
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(writeAll(REG_TICKET, TICKET_16));
    chips.receive(jobFrame(4, fourHeaders(1)));
    chips.holdReset();
    chips.receive(READ_ALL_IDS);
    expect(said).toEqual([]);
    chips.releaseReset();
    expect(clock.armed).toBe(0);
    expect([chips.frequencyMhz, chips.ticketDifficulty]).toEqual([50, 1]);
    expect(chips.baudRate).toBeCloseTo(115_740.7, 1);
    chips.receive(READ_ALL_IDS);
    expect(answers().registers.map((register) => register.address)).toEqual([0, 0]);
  });
});

describe('hashing on a practice chain', () => {
  /** Runs `seconds` with a fresh job every `everyMs`, and returns each nonce with the headers it was for. */
  async function mine(chips: ChipModel, seconds: number, everyMs: number) {
    const works = new Map<number, Uint8Array[]>();
    const found: (HeardNonce & { headers: Uint8Array[] })[] = [];
    for (let turn = 0; turn * everyMs < seconds * 1000; turn += 1) {
      const headers = fourHeaders(turn);
      works.set((turn * 4) % 128, headers);
      chips.receive(jobFrame((turn * 4) % 128, headers));
      await clock.advance(everyMs);
      for (const nonce of answers().nonces) {
        const of = works.get(nonce.chipJobId);
        if (of === undefined) throw new Error(`no work ${nonce.chipJobId}`);
        found.push({ ...nonce, headers: of });
      }
    }
    return found;
  }

  it('reports real solutions at ticket difficulty, at the true rate, over all midstates', async () => {
    const chips = model();
    chips.receive(writeAll(REG_TICKET, TICKET_16));
    chips.receive(writeAll(REG_PLL, PLL[400]));
    const found = await mine(chips, 60, 25);
    for (const { headers, midstateIndex, nonce } of found) {
      const header = headers[midstateIndex] ?? new Uint8Array(80);
      expect(hashValue(header, nonce) <= practiceTarget(BITS, 16)).toBe(true);
    }
    // 268.8 GH/s for 60 s at difficulty 16: 234.7 nonces; 4 sigma.
    const expected = (268.8e9 * 60) / (2 ** 32 * 16);
    expect(Math.abs(found.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(new Set(found.map((one) => one.midstateIndex))).toEqual(new Set([0, 1, 2, 3]));
    chips.stop();
    expect(clock.armed).toBe(0);
  });

  it('does the exact number of trials whatever the rhythm of jobs', async () => {
    for (const everyMs of [3, 10, 17]) {
      const chips = model({ hashScale: 0.5 });
      chips.receive(writeAll(REG_PLL, PLL[200]));
      chips.receive(jobFrame(4, fourHeaders(0)));
      const before = chips.counters.trials;
      const turns = Math.round(1000 / everyMs);
      for (let turn = 0; turn < turns; turn += 1) {
        await clock.advance(everyMs);
        chips.receive(jobFrame(4, fourHeaders(turn)));
      }
      const expected = (200e6 * 672 * 0.5 * turns * everyMs) / 1000 / 2 ** BITS;
      expect(Math.abs(chips.counters.trials - before - expected)).toBeLessThanOrEqual(1);
      chips.stop();
    }
  });

  it('lets the second nonce byte tell which of six chips it was, each in its share', async () => {
    const chips = model({ chipCount: 6 });
    address(chips, 6);
    chips.receive(writeAll(REG_TICKET, 0xfc));
    chips.receive(writeAll(REG_PLL, PLL[450]));
    const found = await mine(chips, 30, 5);
    const perChip = [0, 0, 0, 0, 0, 0];
    for (const { nonce } of found) {
      const chip = Math.min(5, Math.floor(((nonce[1] ?? 0) % 64) / 10.5));
      perChip[chip] = (perChip[chip] ?? 0) + 1;
    }
    const each = (450e6 * 672 * 30) / (2 ** 32 * 64);
    for (const count of perChip) expect(Math.abs(count - each)).toBeLessThan(4.5 * Math.sqrt(each));
    chips.stop();
  });

  it('finds the same nonces in every chip when nobody gave addresses', async () => {
    const chips = model({ chipCount: 6 });
    chips.receive(writeAll(REG_PLL, PLL[450]));
    const found = await mine(chips, 0.2, 9);
    const nonces = found.map(
      ({ nonce, chipJobId, midstateIndex }) => `${chipJobId} ${midstateIndex} ${nonce}`,
    );
    expect(nonces.length).toBeGreaterThan(0);
    expect(nonces.length).toBe(6 * new Set(nonces).size);
    chips.stop();
  });

  it('repeats itself when its work is used up', async () => {
    const chips = model();
    chips.receive(writeAll(REG_PLL, PLL[400]));
    chips.receive(jobFrame(4, fourHeaders(3)));
    // One sweep of four midstates at 400 MHz takes 64 ms; 640 ms are ten.
    await clock.advance(640);
    const nonces = answers().nonces.map(({ nonce, midstateIndex }) => `${midstateIndex} ${nonce}`);
    expect(nonces.length).toBeGreaterThan(10);
    expect(new Set(nonces).size).toBeLessThanOrEqual(nonces.length / 9);
    chips.stop();
  });

  it('switches to a new job at once', async () => {
    const chips = model();
    chips.receive(writeAll(REG_PLL, PLL[450]));
    let count = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      chips.receive(jobFrame(4, [headerOf(turn, 0x2000_0000)]));
      await clock.advance(7);
      const header = headerOf(turn, 0x3fff_e000);
      chips.receive(jobFrame(8, [header]));
      answers();
      await clock.advance(13);
      for (const { chipJobId, nonce } of answers().nonces) {
        count += 1;
        expect(chipJobId).toBe(8);
        expect(hashValue(header, nonce) <= practiceTarget(BITS, 1)).toBe(true);
      }
    }
    expect(count).toBeGreaterThan(0);
    chips.stop();
  });

  it('takes a stall of the process for lost time and never blocks for it', async () => {
    const chips = model({ chipCount: 6, chain: { kind: 'practice', bits: 8 } });
    address(chips, 6);
    chips.receive(writeAll(REG_TICKET, 0xfc));
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(jobFrame(4, fourHeaders(1)));
    await clock.advance(100);
    // 70 million trials would be due; 10 slices of at most 2,000 are done.
    expect(chips.counters.trials).toBeLessThanOrEqual(20_000);
    chips.stop();
  });

  it('rests when powered down, with no timer left', async () => {
    const chips = model();
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(jobFrame(4, fourHeaders(1)));
    await clock.advance(50);
    chips.receive(writeAll(REG_PLL, PLL[0]));
    const { trials } = chips.counters;
    expect(clock.armed).toBe(0);
    await clock.advance(1000);
    expect(chips.counters.trials).toBe(trials);
  });
});

describe('any bytes', () => {
  it('are survived, and what comes after them is obeyed', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        READ_ALL_IDS,
        CHAIN_INACTIVE,
        setAddress(7),
        writeAll(REG_PLL, 0),
        jobFrame(0, fourHeaders(1)),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const chips = model({ chipCount: 3 });
        for (const bytes of pieces) chips.receive(bytes);
        chips.holdReset();
        chips.releaseReset();
        said = [];
        chips.receive(READ_ALL_IDS);
        expect(answers().registers).toHaveLength(3);
        chips.stop();
      }),
    );
  });
});

describe('known solutions', () => {
  it('answers work that a real block came from, on mainnet, and hashes nothing else', async () => {
    const solved = Buffer.from(
      '0000ff3f321a18b4eeedff0118cc7a44fdbe22ad0c62e8200c341f595551f1f500000000db9ebccfd77b9db4f19bbc1248c5c836afe7e965fe93cc642fe5ab991bbf7d25efcdab68cd5e02174ecae59b',
      'hex',
    );
    const chips = model({ chain: { kind: 'mainnet' }, knownSolutions: [solved] });
    chips.receive(writeAll(REG_PLL, PLL[400]));
    const headers = [0x2000_0000, 0x2000_e000, 0x3fff_0000, 0x3fff_e000].map((version) => {
      const header = Uint8Array.from(solved);
      new DataView(header.buffer).setUint32(0, version, true);
      return header;
    });
    chips.receive(jobFrame(20, fourHeaders(1)));
    chips.receive(jobFrame(24, headers));
    await clock.advance(100);
    expect(answers().nonces).toEqual([
      { nonce: Uint8Array.from(solved.subarray(76)), chipJobId: 24, midstateIndex: 2 },
    ]);
    expect(chips.counters.trials).toBe(0);
    expect(clock.armed).toBe(0);
  });
});

describe('faults', () => {
  it('freezes until a reset', async () => {
    const chips = model();
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(jobFrame(4, fourHeaders(1)));
    chips.frozen = true;
    chips.receive(READ_ALL_IDS);
    await clock.advance(500);
    expect(said).toEqual([]);
    chips.holdReset();
    chips.releaseReset();
    chips.receive(READ_ALL_IDS);
    expect(answers().registers).toHaveLength(1);
  });

  it('works on in silence', async () => {
    const chips = model();
    chips.silent = true;
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(jobFrame(4, fourHeaders(1)));
    await clock.advance(500);
    expect(said).toEqual([]);
    expect(chips.counters.nonces).toBeGreaterThan(0);
    chips.stop();
  });

  it('loses a chip and those behind it', () => {
    const chips = model({ chipCount: 6 });
    chips.setLiveChips(4);
    chips.receive(READ_ALL_IDS);
    expect(answers().registers).toHaveLength(4);
    chips.receive(writeAll(REG_PLL, PLL[450]));
    expect(chips.hashrateHs).toBe(4 * 450e6 * 672);
  });

  it('hashes slower than its clock says', async () => {
    const chips = model();
    chips.speedFactor = 0.5;
    chips.receive(writeAll(REG_PLL, PLL[450]));
    chips.receive(jobFrame(4, fourHeaders(1)));
    await clock.advance(1000);
    expect(chips.counters.trials).toBe(Math.floor((450e6 * 672) / 2 / 2 ** BITS));
    chips.stop();
  });

  it('loses, doubles and invents bytes', () => {
    const chips = model();
    chips.lineFaults = { lostChance: 1, doubledChance: 0, noiseChance: 0 };
    chips.receive(READ_ALL_IDS);
    expect(said).toHaveLength(0);
    chips.lineFaults = { lostChance: 0, doubledChance: 1, noiseChance: 1 };
    chips.receive(READ_ALL_IDS);
    expect(said).toHaveLength(27);
    chips.makeNoise(5);
    expect(said).toHaveLength(32);
  });
});
