import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diodeReading, fanDuty, rpmOfTach } from '../../../electron/device/bitaxe-raw/emc2101.ts';
import {
  readAdc,
  readI2c,
  readPin,
  requestPacket,
  setI2cClock,
  setPin,
  writeI2c,
  writeReadI2c,
} from '../../../electron/device/bitaxe-raw/packets.ts';
import {
  boardWatts,
  slinear11,
  tps546Reading,
  ulinear16,
  valueOfSlinear11,
  voltsOfUlinear16,
} from '../../../electron/device/bitaxe-raw/pmbus.ts';
import { ds4432uCode, ina260Amps } from '../../../electron/device/bitaxe-raw/power-parts.ts';
import { responseOf, v0ErrorOf } from '../../../electron/device/bitaxe-raw/responses.ts';
import {
  generationOf,
  inputWatts,
  layoutOf,
  readingOf,
  setCoreVoltage,
  setFan,
  setLed,
} from '../../../electron/device/gekko-power/telemetry.ts';

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('telemetry of A1 and A2', () => {
  const NOTHING = {
    inputV: null,
    inputA: null,
    coreV: null,
    outputA: null,
    temperatureC: null,
    secondTemperatureC: null,
    fanRpm: null,
  };

  it('knows the four layouts and no other', () => {
    expect(layoutOf(0x10, null)?.mask).toBe(0x15);
    expect(layoutOf(0x20, null)?.mask).toBe(0xdf);
    expect(layoutOf(0x21, null)?.mask).toBe(0x77);
    expect(layoutOf(0x30, 0x55)?.mask).toBe(0x55);
    expect(layoutOf(0x30, null)).toBeNull();
    for (const version of [0x00, 0x0f, 0x40, 0xff]) expect(generationOf(version)).toBeNull();
  });

  it('says of a reading cut short only what came', () => {
    const layout = { generation: 3, mask: 0xff, canSetFan: true } as const;
    expect(readingOf(new Uint8Array(0), layout)).toEqual(NOTHING);
    expect(readingOf(bytes('7d'), layout)).toMatchObject({ inputA: null, temperatureC: null });
    expect(readingOf(bytes('7d'), layout).inputV).toBeCloseTo(12.047, 3);
  });

  it('says nothing of what the mask leaves out', () => {
    expect(readingOf(bytes('ffffffffffffff'), { generation: 3, mask: 0, canSetFan: false })).toEqual(NOTHING);
  });

  it('takes a sensor at 0 for none, and one at its end for hot', () => {
    const layout = { generation: 3, mask: 0xff, canSetFan: true } as const;
    expect(readingOf(new Uint8Array(7), layout).temperatureC).toBeNull();
    expect(readingOf(new Uint8Array(7).fill(255), layout).temperatureC).toBe(125);
    expect(inputWatts(readingOf(new Uint8Array(7), layout))).toBeNull();
  });

  it('reads any bytes into numbers or null, never NaN', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(255), fc.nat(255), (reply, version, mask) => {
        const layout = layoutOf(version, mask);
        if (layout === null) return;
        const reading = readingOf(reply, layout);
        for (const value of [...Object.values(reading), inputWatts(reading)]) {
          expect(value === null || Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });

  it('keeps settings inside their limits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(setCoreVoltage(value)[1]).toBeLessThanOrEqual(100);
        expect(setFan(value)[1]).toBeLessThanOrEqual(100);
      }),
    );
    expect(() => setCoreVoltage(Number.NaN)).toThrow(RangeError);
    expect(() => setFan(Number.NaN)).toThrow(RangeError);
    expect(hex(setLed('heartbeat'))).toBe('4c48');
  });
});

describe('management channel', () => {
  it('puts every request into one packet that says its own length', () => {
    const packets = [
      [setPin(0, true), '07000300060001'],
      [readPin(2), '060003000602'],
      [setI2cClock(100_000), '0a0003000510a0860100'],
      [writeI2c(0x4c, bytes('4c3f')), '0900030005204c4c3f'],
      [readI2c(0x4c, 1), '0800030005304c01'],
      [writeReadI2c(0x24, bytes('8b'), 2), '090003000540248b02'],
      [readAdc('vin'), '060003000751'],
    ] as const;
    for (const [content, want] of packets) expect(hex(requestPacket({ id: 3, ...content }))).toBe(want);
  });

  it('waits for the whole of an answer, split at every byte', () => {
    for (const [form, packet] of [
      ['v0', '030042ff0000'],
      ['v1', '0500420001'],
      ['bonanza', '05000501ab'],
    ] as const) {
      const whole = bytes(packet);
      for (let length = 0; length < whole.length; length += 1) {
        expect(responseOf(whole.subarray(0, length), form)).toBeNull();
      }
      expect(responseOf(Uint8Array.of(...whole, 0x99), form)).toMatchObject({
        kind: 'data',
        length: whole.length,
      });
    }
  });

  it('sees an old error only where an answer stayed away', () => {
    const packet = bytes('04000511');
    expect(responseOf(packet, 'v0')).toBeNull();
    expect(v0ErrorOf(packet)).toMatchObject({ kind: 'error', id: 5, fault: 'invalid', code: 0x11 });
    expect(v0ErrorOf(bytes('090042ff0000'))).toBeNull();
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('v0', 'v1', 'bonanza'), (data, form) => {
        const response = responseOf(data, form);
        expect(response === null || response.length <= data.length).toBe(true);
        v0ErrorOf(data);
      }),
    );
  });
});

describe('board parts', () => {
  it('goes there and back through PMBus numbers', () => {
    fc.assert(
      fc.property(fc.double({ min: -30_000, max: 30_000, noNaN: true }), (value) => {
        const back = valueOfSlinear11(slinear11(value));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(1e-4, Math.abs(value) / 512));
      }),
    );
    expect(voltsOfUlinear16(ulinear16(1.2, 0x97), 0x97)).toBeCloseTo(1.2, 2);
    for (const volts of [-1, 200, Number.NaN]) expect(() => ulinear16(volts, 0x97)).toThrow(RangeError);
    expect(() => slinear11(Number.NaN)).toThrow(RangeError);
  });

  it('knows no watts of a regulator that did not answer', () => {
    const none = new Uint8Array(0);
    const reading = tps546Reading(
      { vin: none, vout: bytes('4d02'), iout: bytes('ff'), temperature: none },
      0x97,
    );
    expect(reading).toMatchObject({ inputV: null, outputA: null, temperatureC: null });
    expect(reading.outputV).toBeCloseTo(1.15, 2);
    expect(boardWatts(reading, 5)).toBeNull();
  });

  it('refuses a core voltage that would come out higher than asked', () => {
    for (const volts of [0, 0.9, 0.988, 2.4, Number.NaN])
      expect(() => ds4432uCode(volts)).toThrow(RangeError);
    expect(ds4432uCode(0.989)).toBe(0xff);
  });

  it('reads sensors with their signs and faults', () => {
    expect(ina260Amps(0xffff)).toBeCloseTo(-0.00125, 9);
    expect(diodeReading(0xff, 0xe0)).toEqual({ kind: 'temperature', temperatureC: -0.125 });
    expect(diodeReading(0x7f, 0xe0)).toEqual({ kind: 'short' });
    expect(rpmOfTach(0xffff)).toBe(0);
    expect(fanDuty(Number.NaN)).toBe(63);
  });
});
