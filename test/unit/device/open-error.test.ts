/** A path that can be no stick, opened with the binding of this machine: named, with what to do. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DeviceError } from '../../../electron/device/device-error.ts';
import { systemBinding } from '../../../electron/device/serial-binding.ts';
import { SerialLink } from '../../../electron/device/serial-link.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

async function refusalOf(path: string): Promise<DeviceError> {
  const link = new SerialLink({
    path,
    baudRate: 115_200,
    binding: await systemBinding(),
    clock: new ManualClock(),
    log: silentLogger(),
  });
  const error: unknown = await link.open().catch((reason: unknown) => reason);
  if (!(error instanceof DeviceError)) throw new Error('was opened');
  return error;
}

function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hashwatt-port-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

describe.skipIf(process.platform === 'win32')('what is not a serial port', () => {
  const CURE = "Give the path of the stick's port, such as /dev/ttyUSB0.";

  test('a folder', async () => {
    const path = temporaryDir();
    const error = await refusalOf(path);
    expect(error.message).toBe(`${path} is a folder and not a serial port. ${CURE}`);
    expect(error).toMatchObject({ code: 'notAPort', subject: path });
    expect(error.isFatal()).toBe(true);
  });

  test('a plain file, which stays as it is', async () => {
    const path = join(temporaryDir(), 'notes.txt');
    writeFileSync(path, 'my notes');
    const error = await refusalOf(path);
    expect(error.message).toBe(`${path} is a plain file and not a serial port. ${CURE}`);
    expect(error.code).toBe('notAPort');
    expect(readFileSync(path, 'utf8')).toBe('my notes');
  });

  test('a device of another kind', async () => {
    const error = await refusalOf('/dev/null');
    expect(error.message).toBe(`/dev/null is another device and not a serial port. ${CURE}`);
  });
});
