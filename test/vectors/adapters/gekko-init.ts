/**
 * `init`: the product's whole bring-up, or only its reset pulse, over a recording line. The driver's control
 * transfers are told in our terms: what opening a tty does, RTS as the reset pin, and the host's baud rate.
 */

import { z } from 'zod';
import { bytesToHex, hexToBytes } from '../../../electron/core/bytes.ts';
import { crc5 } from '../../../electron/device/bm13xx/crc.ts';
import { type AwakeChain, ChainWaker } from '../../../electron/device/chain-waker.ts';
import { resetLineOf } from '../../../electron/device/reset-line.ts';
import {
  isIcarus,
  type StickDrive,
  type StickModel,
  stickModel,
} from '../../../electron/device/stick-catalog.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import type { Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { type LineEvent, openRecordedLine } from './recorded-line.ts';

/** Clock of an FTDI bridge's baud generator, Hz. */
const FTDI_CLOCK_HZ = 3_000_000;
const MODELS: Readonly<Record<string, string>> = { compacf: 'compac-f', r909: 'r909' };
/** Which commands are answered, and a clock as one chip would tell it; ids are as the vector has them. */
const TALKS: Readonly<Record<string, { idRequest: string; clockRequest: string; clock: string }>> = {
  BM1397: {
    idRequest: '55aa520500000a',
    clockRequest: '55aa52050008',
    clock: withCrc('aa5540a002250008', 2),
  },
  BM1384: { idRequest: '84000011', clockRequest: '04', clock: withCrc('80070002', 0) },
  BM1387: { idRequest: '5405000019', clockRequest: '4405', clock: withCrc('806002210000', 0) },
};
/** Inner matters of the driver: its state machine, its dummy tasks, its buffer. */
const DRIVERS_OWN = new Set(['state', 'openCoreTasks', 'taskLen']);

interface InitCase {
  readonly input: Readonly<Record<string, unknown>>;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly output: Readonly<Record<string, unknown>>;
}

/** The catalogue's row of a chain of chips, as the vectors call it. */
export function modelOf(device: string): (StickModel & { readonly drive: StickDrive }) | null {
  const model = stickModel(MODELS[device] ?? device);
  return model?.drive == null || isIcarus(model.drive) ? null : { ...model, drive: model.drive };
}

export async function runGekkoInit({ input, events, output }: InitCase): Promise<Verdicts> {
  const { device } = z.looseObject({ device: z.string() }).parse(input);
  const model = modelOf(device);
  if (model === null) throw new Error(`no driven model for ${device}`);
  const want = expected(events);
  const replies = events.flatMap((event) => (typeof event.rx === 'string' ? [event.rx] : []));
  const { protocol } = model.drive;
  const talk = TALKS[model.drive.chip.name];
  const recorded = await openRecordedLine({
    answer: (tx) =>
      tx === talk?.idRequest ? replies : tx.startsWith(talk?.clockRequest ?? '-') ? [talk?.clock ?? ''] : [],
    answerAfterMs: 1,
    protocol,
  });
  const resetLine = resetLineOf('modem-lines', recorded.link, recorded.clock);
  if (resetLine === null) throw new Error('modem lines make no reset line');
  // Opening has set the tty up and purged it; the driver does the same by control transfers.
  if (want.some((event) => 'flush' in event)) recorded.note({ flush: true });
  const isWhole = events.some((event) => 'phase' in event);
  if (!isWhole) {
    if (protocol.reset === null) throw new Error(`${device} has no reset`);
    await recorded.run(resetLine.pulse(protocol.reset.lowMs, protocol.reset.settleMs));
    return compare(recorded.events, want);
  }
  const waker = new ChainWaker({
    model,
    drive: model.drive,
    path: 'recorded',
    line: recorded.line,
    resetLine,
    log: silentLogger(),
    onPhase: () => {},
    mustGoOn: () => {},
  });
  const awake = await recorded.run(waker.wake(model.drive.startMhz));
  // Ours goes on to make sure that the chips are heard at the new rate.
  const told = recorded.events.slice(0, want.length);
  return [compare(told, want), compare(resultOf(model.drive, awake), own(output))];
}

function own(output: InitCase['output']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(output).filter(([name]) => !DRIVERS_OWN.has(name)));
}

function resultOf(drive: StickDrive, awake: AwakeChain): object {
  const { protocol, chip } = drive;
  return {
    chips: awake.chipCount,
    frequency: drive.startMhz,
    frequencyRequested: drive.defaultMhz,
    bauddiv: Math.round(FTDI_CLOCK_HZ / protocol.runBaudRate) - 1,
    rxLen: chip.answerLength,
    cores: chip.coreCount,
    minJobId: protocol.jobIds.wrapTo,
    addJobId: protocol.jobIds.step,
    maxJobId: protocol.jobIds.max,
    midstates: chip.midstateCount,
  };
}

/** The vector's events in our terms, waits in a row as one. */
function expected(events: InitCase['events']): readonly LineEvent[] {
  const told: LineEvent[] = [];
  let hasPurged = false;
  for (const event of events) {
    const wait = event.wait_us;
    if (typeof wait === 'number') {
      const last = told.at(-1);
      if (last !== undefined && 'waitUs' in last) told[told.length - 1] = { waitUs: last.waitUs + wait };
      else told.push({ waitUs: wait });
    } else if (typeof event.tx === 'string') {
      told.push({ tx: event.tx });
    } else if (event.ctrl !== undefined) {
      const { cmd, wValue } = z.looseObject({ cmd: z.string(), wValue: z.int() }).parse(event.ctrl);
      if (cmd === 'PurgeTx') told.push({ flush: true });
      if (cmd === 'PurgeRx') hasPurged = true;
      // Low byte of the CBUS bit-bang value, bit 1: the pin is high when RTS is not asserted.
      if (cmd === 'SetModemCtrl') told.push({ rts: (wValue & 2) === 0 });
      if (cmd === 'SetBaud' && hasPurged) told.push({ baud: FTDI_CLOCK_HZ / wValue });
    }
  }
  const last = told.at(-1);
  // How long the driver idles after its last command is not a part of bring-up.
  return last !== undefined && 'waitUs' in last && events.some((event) => 'phase' in event)
    ? told.slice(0, -1)
    : told;
}

/** A register's answer with its last byte: the checksum of what stands after the preamble. */
function withCrc(hex: string, preambleLength: number): string {
  const frame = Uint8Array.of(...hexToBytes(hex), 0);
  const body = frame.subarray(preambleLength);
  frame[frame.length - 1] = crc5(body, body.length * 8 - 5);
  return bytesToHex(frame);
}
