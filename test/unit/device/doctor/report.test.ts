import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Person, redact } from '../../../../electron/device/doctor/redact.ts';
import { COMPAC_F, doctorBench, stick } from './bench.ts';

const PERSON: Person = {
  userName: 'ada',
  hostName: 'attic-pi',
  homePath: '/home/ada',
  serialNumbers: ['GS-10015197'],
};
const about = { appVersion: '1.2.3', system: 'linux 6.1.0 x64', person: PERSON };

test('takes out who and where, and counts it by kind', () => {
  const text =
    'GS-10015197 of ada at attic-pi, /home/ada/x, ada@example.org, 192.168.1.20, fe80::1:2:3, b8:27:eb:01:02:03, bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
  expect(redact(text, PERSON)).toEqual({
    text: '<serialNumber> of <userName> at <hostName>, <homePath>/x, <address>, <address>, <address>, <address>, <address>',
    redacted: [
      { code: 'homePath', count: 1 },
      { code: 'serialNumber', count: 1 },
      { code: 'address', count: 5 },
      { code: 'hostName', count: 1 },
      { code: 'userName', count: 1 },
    ],
  });
});

test('leaves words that only hold a name, and ids of devices, as they are', () => {
  const text = 'adapter 0403:6015 Canada linux 6.1.0 version 2.00';
  expect(redact(text, PERSON)).toEqual({ text, redacted: [] });
});

test('nothing of a person is left, whatever they are called', () => {
  const named = fc
    .string({ minLength: 4, maxLength: 20 })
    .filter((text) => /^[\p{L}\p{N}._ -]+$/u.test(text));
  fc.assert(
    fc.property(
      named,
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      (serial, before, after) => {
        const person = { ...PERSON, serialNumbers: [serial] };
        const { text } = redact(`${before}${serial}${after}`, person);
        expect(text.replaceAll(/<\w+>/g, '').toLowerCase()).not.toContain(serial.toLowerCase());
      },
    ),
  );
});

test('a report of a device tells its kind and not which one it is', async () => {
  const { linux, doctor } = doctorBench();
  const words = { product: 'CompacF Bitcoin Miner GS-10015197', serial: 'GS-10015197' };
  linux.plug('1-1', { ...COMPAC_F, ...words, interfaces: [{ driver: 'ftdi_sio', tty: 'ttyUSB0' }] });
  const report = await doctor.report('usb:1-1', [stick({ serialNumber: 'GS-10015197' })], about);
  expect(report?.redacted).toEqual([{ code: 'serialNumber', count: 2 }]);
  expect(report?.text.split('\n')).toEqual(
    expect.arrayContaining([
      'Hashwatt 1.2.3, linux 6.1.0 x64',
      'usb: 0403:6015, class 00, at 1-1',
      'product: CompacF Bitcoin Miner <serialNumber>',
      'serial number: <serialNumber>',
      'interface 0: class ff, driver ftdi_sio, ports /dev/ttyUSB0',
    ]),
  );
  expect(await doctor.report('usb:9-9', [], about)).toBeNull();
});

test('a serial number of a few characters is not written at all', async () => {
  const { linux, doctor } = doctorBench();
  linux.plug('1-1', { ...COMPAC_F, serial: '01', interfaces: [{ driver: 'ftdi_sio', tty: 'ttyUSB0' }] });
  const report = await doctor.report('usb:1-1', [], about);
  expect(report?.text).toContain('serial number: has one of 2 characters');
});

test('no text of a device reaches a row or a report uncleaned', async () => {
  const nasty = fc.string({
    unit: fc.constantFrom('a', '\u202e', '\u001b[31m', '\u0007', '\u200b', '\n', 'é', ' '),
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (manufacturer, product, serial) => {
      const { linux, look, doctor } = doctorBench();
      linux.plug('1-1', {
        ids: '10c4:ea60',
        manufacturer,
        product,
        serial,
        interfaces: [{ driver: 'cp210x', tty: 'ttyUSB0' }],
      });
      linux.run(9, `${product}x`, ['/dev/ttyUSB0']);
      const said = JSON.stringify([await look(), await doctor.report('usb:1-1', [], about)]);
      linux.remove();
      expect(said.replaceAll('\\n', '')).not.toMatch(/\\u|\\r|\\t|[\p{Cc}\p{Cf}]/u);
    }),
    { numRuns: 40 },
  );
});
