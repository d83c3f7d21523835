/** The udev rule, the sentences and the commands against the code on both sides. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceStateCode } from '../../../../electron/contract/devices.ts';
import { doctorText } from '../../../../electron/contract/en-doctor.ts';
import { installRuleCommand } from '../../../../electron/device/doctor/cures.ts';
import { UDEV_RULES } from '../../../../electron/device/doctor/udev-rules.ts';
import { STICK_MODELS } from '../../../../electron/device/stick-catalog.ts';

const ROOT = join(import.meta.dirname, '../../../..');

test('the rule in the terminal is the rule in the package', () => {
  const file = readFileSync(join(ROOT, 'resources/99-usb-miner.rules'), 'utf8');
  const rules = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(UDEV_RULES.split('\n')).toEqual(rules);
});

test('every stick that can be mined with is let in by the rule', () => {
  const rows = [...UDEV_RULES.matchAll(/ATTRS\{idVendor\}=="(\w+)", ATTRS\{idProduct\}=="([\w|]+)"/g)];
  const ids = new Set(
    rows.flatMap(([, vendor, products]) => (products ?? '').split('|').map((id) => `${vendor}:${id}`)),
  );
  const wanted = STICK_MODELS.filter(({ drive }) => drive !== null).flatMap(({ usb }) =>
    usb.map(({ vendorId, productId }) => `${vendorId}:${productId}`),
  );
  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter((id) => !ids.has(id))).toEqual([]);
  expect(UDEV_RULES).toContain('ENV{ID_MM_DEVICE_IGNORE}="1"');
});

test('the command is one that a shell can read, and fits into a cure', () => {
  const command = installRuleCommand('uucp');
  expect(command.length).toBeLessThanOrEqual(4000);
  expect(spawnSync('sh', ['-n', '-c', command]).status).toBe(0);
  expect(command).toContain('GROUP="uucp"');
});

test('every state and every code of the doctor has its sentence, and every sentence its code', () => {
  const folder = join(ROOT, 'electron/device/doctor');
  const source = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const codes = [...source.matchAll(/code: '(\w+)'/g)].map(([, code]) => code);
  const ids = Object.keys(doctorText);
  expect(
    DeviceStateCode.options.map((state) => `deviceState.${state}`).filter((id) => !ids.includes(id)),
  ).toEqual([]);
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !ids.includes(`device.${code}`))).toEqual([]);
  const words = new Set([...source.matchAll(/'(\w+)'/g)].map(([, word]) => word));
  const unused = ids.filter(
    (id) => !id.startsWith('deviceState.') && !id.endsWith('.unknown') && !words.has(id.split('.')[1] ?? ''),
  );
  expect(unused).toEqual([]);
});

test('sentences have plain places only', () => {
  const fancy = Object.values(doctorText).filter((text) => /[{}'<>]/.test(text.replaceAll(/\{\w+\}/g, '')));
  expect(fancy).toEqual([]);
});
