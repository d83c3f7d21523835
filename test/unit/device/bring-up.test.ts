import { describe, expect, it } from 'vitest';
import { bytesToHex as hex } from '../../../electron/core/bytes.ts';
import { setAddress, writeRegister } from '../../../electron/device/bm13xx/commands.ts';
import { PASS } from '../../vectors/adapter.ts';
import { runGekkoInit } from '../../vectors/adapters/gekko-init.ts';

/** The order and waits of the reference driver (KG), as its recorded events would tell them. */
function eventsOfDriver(addresses: readonly string[], ticket: string, pll: string): readonly object[] {
  const modem = (wValue: number): object => ({ ctrl: { cmd: 'SetModemCtrl', wValue } });
  const sent = (tx: string, waitMs: number): readonly object[] => [{ tx }, { wait_us: waitMs * 1000 }];
  const ids = addresses.map(() => 'aa5513971800000006').join('');
  return [
    { ctrl: { cmd: 'SetBaud', wValue: 26 } },
    { ctrl: { cmd: 'PurgeTx', wValue: 2 } },
    { ctrl: { cmd: 'PurgeRx', wValue: 1 } },
    modem(0x20f2),
    { wait_us: 30_000 },
    modem(0x20f0),
    { wait_us: 1_000_000 },
    modem(0x20f2),
    { wait_us: 200_000 },
    { phase: 'compac_init' },
    { wait_us: 60_000 },
    { phase: 'chip_count' },
    ...sent('55aa520500000a', 1),
    { rx: ids },
    { phase: 'configure', chipsFound: addresses.length },
    { wait_us: 50_000 },
    ...[1, 2, 3].flatMap(() => sent('55aa5305000003', 101)),
    ...addresses.flatMap((frame) => sent(frame, 11)),
    ...sent('55aa51090080000000001c', 11),
    ...sent('55aa510900840000000011', 101),
    ...sent('55aa510900200000000102', 51),
    ...sent('55aa5109003c8000807410', 101),
    ...sent(ticket, 21),
    ...[1, 2].flatMap(() => sent('55aa51090068c070011100', 51)),
    ...sent('55aa510900280600000f18', 101),
    ...sent('55aa51090018000061311c', 11),
    { ctrl: { cmd: 'SetBaud', wValue: 2 } },
    { wait_us: 20_000 },
    ...[1, 2].flatMap(() => sent('55aa510900700f0f0f0019', 11)),
    ...[1, 2].flatMap(() => sent(pll, 11)),
    ...sent('55aa5205000807', 1),
  ];
}

const OUTPUT = {
  bauddiv: 1,
  rxLen: 9,
  cores: 672,
  minJobId: 16,
  addJobId: 4,
  maxJobId: 127,
  midstates: 4,
};

describe('bring-up as the reference driver does it', () => {
  it('wakes a Compac F byte for byte and wait for wait', async () => {
    const verdicts = await runGekkoInit({
      input: { device: 'compacf', chips: 1 },
      events: eventsOfDriver(['55aa400500001c'], '55aa51090014000000f01e', '55aa5109000840a0022516') as never,
      output: { ...OUTPUT, chips: 1, frequency: 200, frequencyRequested: 200 },
    });
    expect(verdicts).toEqual([PASS, PASS]);
  });

  it('wakes an R909 with its six addresses', async () => {
    // floor(256 / 6) apart.
    const addresses = [0, 42, 84, 126, 168, 210].map((address) => hex(setAddress(address)));
    const verdicts = await runGekkoInit({
      input: { device: 'r909', chips: 6 },
      events: eventsOfDriver(
        addresses,
        '55aa51090014000000fc07',
        hex(writeRegister(null, 0x08, 0x40a00215)),
      ) as never,
      output: { ...OUTPUT, chips: 6, frequency: 400, frequencyRequested: 450 },
    });
    expect(verdicts).toEqual([PASS, PASS]);
  });
});
