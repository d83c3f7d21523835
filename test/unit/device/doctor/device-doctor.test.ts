import { describe, expect, test } from 'vitest';
import { COMPAC, COMPAC_F, CP2102, doctorBench, stick } from './bench.ts';

const FTDI = (tty: string) => [{ driver: 'ftdi_sio', tty }];
const CP = (tty: string) => [{ driver: 'cp210x', tty }];
const cause = (code: string) => ({ code, params: {} });

describe('what is listed', () => {
  test('a hub with four sticks, and neither the hub, the keyboard nor the Arduino', async () => {
    const { linux, look } = doctorBench();
    linux.plug('1-1', {
      ids: '05e3:0610',
      product: 'USB2.0 Hub',
      classCode: '09',
      interfaces: [{ driver: 'hub', classCode: '09' }],
    });
    for (const port of [1, 2, 3, 10]) {
      linux.plug(`1-1.${port}`, { ...COMPAC_F, serial: `GS-${port}`, interfaces: FTDI(`ttyUSB${port}`) });
    }
    linux.plug('1-2', {
      ids: '046d:c31c',
      product: 'Keyboard K120',
      interfaces: [{ driver: 'usbhid', classCode: '03' }],
    });
    linux.plug('1-3', {
      ids: '2341:0043',
      product: 'Arduino Uno',
      interfaces: [{ driver: 'cdc_acm', classCode: '02', tty: 'ttyACM0' }],
    });
    const { devices, platform } = await look();
    expect(platform).toBe('linux');
    expect(devices.map(({ location, hubId, path, state }) => [location, hubId, path, state])).toEqual([
      ['1-1.1', '1-1', '/dev/ttyUSB1', 'starting'],
      ['1-1.2', '1-1', '/dev/ttyUSB2', 'starting'],
      ['1-1.3', '1-1', '/dev/ttyUSB3', 'starting'],
      ['1-1.10', '1-1', '/dev/ttyUSB10', 'starting'],
    ]);
    expect(devices[0]).toMatchObject({
      key: 'usb:1-1.1',
      model: 'compac-f',
      name: 'Compac F',
      serialNumber: 'GS-1',
    });
  });

  test('a stick of the engine by its name, once for both ports of its bridge', async () => {
    const { linux, one } = doctorBench();
    const a1 = {
      ids: '10c4:ea70',
      manufacturer: 'Silicon Labs',
      product: 'GekkoScience Compac A1',
      serial: 'GA-1',
    };
    linux.plug('1-1', { ...a1, interfaces: [...CP('ttyUSB0'), ...CP('ttyUSB1')] });
    expect(await one([stick({ name: 'Kitchen', model: 'compac-a1' })])).toMatchObject({
      key: 'usb:1-1',
      stickId: 'serial:GS-1',
      name: 'Kitchen',
      path: '/dev/ttyUSB0',
      state: 'ok',
      cures: [],
    });
  });

  test('twins are shown as such, lost sticks not at all', async () => {
    const { linux, look } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    const sticks = [stick({ isTwin: true }), stick({ path: '/dev/ttyUSB9', health: 'lost' })];
    expect((await look(sticks)).devices).toMatchObject([{ isTwin: true, sentence: { code: 'okTwin' } }]);
  });

  test('a stick that was attached at a path, and a simulated one', async () => {
    const { look } = doctorBench();
    const missing = stick({ path: '/dev/ttyS9', health: 'needsHelp', cause: cause('portMissing') });
    const { devices, advice } = await look([missing, stick({ path: 'sim-1', simulated: true })]);
    expect(devices.map(({ key, state }) => [key, state])).toEqual([
      ['port:/dev/ttyS9', 'chargeOnly'],
      ['port:sim-1', 'ok'],
    ]);
    expect(advice).toEqual([]);
  });

  test('nothing at all: a cable may be to blame; no USB to see: that is said', async () => {
    const { linux, look } = doctorBench();
    expect((await look()).advice).toMatchObject([{ code: 'nothingFound', command: null }]);
    linux.remove();
    expect(await look()).toMatchObject({ devices: [], advice: [{ code: 'cannotLook' }] });
  });

  test('a device that vanishes while it is read is left out', async () => {
    const { linux, look } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    linux.link('sys/bus/usb/devices/1-2', 'sys/devices/gone');
    expect((await look()).devices).toHaveLength(1);
  });
});

describe('without a serial port', () => {
  test('brltty took it: with its name, or when its rule is all that is seen', async () => {
    const { linux, clock, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC, interfaces: [{ driver: 'usbfs' }] });
    linux.run(800, 'brltty', ['/dev/bus/usb/001/002']);
    const row = await one();
    expect(row).toMatchObject({ state: 'otherDriver', sentence: { code: 'brltty' }, path: null });
    expect(row.cures[0]?.command).toBe('sudo systemctl mask --now brltty-udev.service brltty.service');

    const other = doctorBench();
    other.linux.plug('1-1', COMPAC);
    other.linux.write('usr/lib/udev/rules.d/85-brltty.rules', '');
    expect(await other.one()).toMatchObject({ state: 'otherDriver', sentence: { code: 'brltty' } });
    await clock.advance(0);
  });

  test('another miner claimed it', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: [{ driver: 'usbfs' }] });
    linux.run(4711, 'hashwatt', ['/dev/bus/usb/001/002']);
    expect(await one()).toMatchObject({ state: 'otherDriver', sentence: { code: 'claimed' } });
    const other = doctorBench();
    other.linux.plug('1-1', { ...COMPAC_F, interfaces: [{ driver: 'usbfs' }] });
    other.linux.run(900, 'cgminer', ['/dev/bus/usb/001/002']);
    expect(await other.one()).toMatchObject({
      sentence: { code: 'claimedBy', params: { program: 'cgminer' } },
      cures: [{ code: 'closeProgram', params: { program: 'cgminer' } }, { code: 'replug' }],
    });
  });

  test('the driver is not loaded, or is and lets it lie', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1.4', COMPAC_F);
    expect(await one()).toMatchObject({
      state: 'noDriver',
      cures: [{ code: 'loadDriver', command: 'sudo modprobe ftdi_sio' }, { code: 'replug' }],
    });
    const other = doctorBench();
    other.linux.plug('1-1.4', COMPAC_F);
    other.linux.folder('sys/bus/usb/drivers/ftdi_sio');
    expect(await other.one()).toMatchObject({
      state: 'otherDriver',
      sentence: { code: 'unbound' },
      cures: [
        { code: 'replug' },
        { code: 'bindDriver', command: "echo '1-1.4:1.0' | sudo tee /sys/bus/usb/drivers/ftdi_sio/bind" },
      ],
    });
  });
});

describe('with one', () => {
  // Root may open everything.
  test.runIf(process.getuid?.() !== 0)(
    'one that may not be opened is told of before anything tried',
    async () => {
      const { linux, one } = doctorBench([]);
      linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
      linux.node('dev/ttyUSB0', 0o000);
      expect(await one()).toMatchObject({ state: 'noPermission' });
    },
  );

  test('no permission: the group of the node, its command, and the rule', async () => {
    const { linux, one } = doctorBench([]);
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    const row = await one([stick({ health: 'needsHelp', cause: cause('portForbidden') })]);
    expect(row).toMatchObject({
      state: 'noPermission',
      sentence: { code: 'noPermission', params: { path: '/dev/ttyUSB0', group: 'dialout' } },
    });
    expect(row.cures.map(({ code }) => code)).toEqual(['installRule', 'joinGroup']);
    expect(row.cures[1]?.command).toBe('sudo usermod -aG dialout "$USER"');
    expect(row.cures[0]?.command).toContain('/etc/udev/rules.d/70-usb-miner.rules');
    expect(row.cures[0]?.command?.length).toBeLessThan(4000);
  });

  test('no permission yet: the group is there from the next login on', async () => {
    const { linux, one } = doctorBench([]);
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    linux.write('etc/group', `dialout:x:${linux.gid}:pi,ada\n`);
    const row = await one([stick({ health: 'needsHelp', cause: cause('portForbidden') })]);
    expect(row.sentence.code).toBe('noPermissionYet');
    expect(row.cures[0]?.code).toBe('logInAgain');
  });

  test.runIf(process.getuid?.() === 0)(
    'where the group is called uucp the rule names that one; nobody is told to join root',
    async () => {
      const { linux, one } = doctorBench([]);
      linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
      linux.write('etc/group', 'root:x:0:\nuucp:x:986:\n');
      linux.node('dev/ttyUSB0', 0o660, 0);
      const row = await one([stick({ health: 'needsHelp', cause: cause('portForbidden') })]);
      expect(row.cures.map(({ code }) => code)).toEqual(['installRule']);
      expect(row.cures[0]?.command).toContain('GROUP="uucp"');
      expect(row.cures[0]?.command).not.toContain('dialout');
    },
  );

  test('busy: by whom, when that is seen; probably by whom, when only that it runs', async () => {
    const busy = stick({ health: 'stalled', cause: cause('portBusy') });
    const seen = doctorBench();
    seen.linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    seen.linux.run(10, 'minicom', ['/dev/ttyUSB0']);
    seen.linux.run(4711, 'node', ['/dev/ttyUSB0']);
    expect(await seen.one([busy])).toMatchObject({
      state: 'busy',
      sentence: { code: 'busyBy', params: { program: 'minicom', path: '/dev/ttyUSB0' } },
    });
    const modem = doctorBench();
    modem.linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    modem.linux.run(11, 'ModemManager');
    const row = await modem.one([busy]);
    expect(row.sentence).toMatchObject({ code: 'busyMaybe', params: { program: 'ModemManager' } });
    expect(row.cures[0]?.command).toContain('ID_MM_DEVICE_IGNORE');
    const nobody = doctorBench();
    nobody.linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    expect(await nobody.one([busy])).toMatchObject({ state: 'busy', sentence: { code: 'busy' } });
  });

  test.each([
    ['noChips', 'noChipAnswers', 'noChips'],
    ['silent', 'noChipAnswers', 'silent'],
    ['portFailed', 'noChipAnswers', 'portFailed'],
    ['portTimeout', 'noChipAnswers', 'portTimeout'],
    ['wrongChipCount', 'wrongChipCount', 'chipsMissing'],
    ['needsResetLine', 'needsResetControl', 'needsReset'],
    ['needsResetControl', 'needsResetControl', 'needsReset'],
    ['needsSecondPort', 'noDriver', 'needsSecondPort'],
    ['usbPowerSags', 'lowVoltage', 'lowVoltagePlain'],
    ['modelNotDriven', 'notDriven', 'notDriven'],
    ['wrongModel', 'unknownAdapter', 'wrongModel'],
    ['notAPort', 'notAStick', 'notAPort'],
  ])('%s is the state %s, said as %s', async (code, state, sentence) => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    const row = await one([
      stick({ health: 'needsHelp', cause: cause(code), chipCount: 2, expectedChipCount: 6 }),
    ]);
    expect(row).toMatchObject({ state, sentence: { code: sentence } });
  });

  test('a stick that only waits for the pool is fine', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    expect(await one([stick({ health: 'paused', cause: cause('noPool') })])).toMatchObject({ state: 'ok' });
  });

  test('a stick in a trouble that the doctor has no word for is not called fine', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    expect(await one([stick({ health: 'needsHelp', cause: cause('newTrouble') })])).toMatchObject({
      state: 'noChipAnswers',
      sentence: { code: 'stickTrouble' },
    });
  });

  test('low voltage and missing chips are seen in the numbers of a stick that mines', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    const volts = (value: number) => stick({ inputV: { value, origin: 'measured', atMs: 0 } });
    expect(await one([volts(4.41)])).toMatchObject({
      state: 'lowVoltage',
      sentence: { params: { volts: '4.41' } },
    });
    expect(await one([volts(4.6)])).toMatchObject({ state: 'ok' });
    // What a sensor says that does not answer.
    expect(await one([volts(0)])).toMatchObject({ state: 'ok' });
    expect(await one([stick({ chipCount: 5, expectedChipCount: 6 })])).toMatchObject({
      state: 'wrongChipCount',
      sentence: { code: 'chipsMissing', params: { chips: 5, expected: 6 } },
    });
    expect(await one([stick({ health: 'ramping' })])).toMatchObject({ state: 'starting' });
  });
});

describe('what is no stick, or not surely', () => {
  test('a bare adapter can be attached; one that a program uses is probably something else', async () => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ...CP2102, interfaces: CP('ttyUSB0') });
    expect(await one()).toMatchObject({
      state: 'unknownAdapter',
      name: 'CP2102 USB to UART Bridge Controller',
      model: null,
      cures: [{ action: 'attach' }, { action: 'report' }],
    });
    const used = doctorBench();
    used.linux.plug('1-1', { ...CP2102, interfaces: CP('ttyUSB0') });
    used.linux.run(55, 'zigbee2mqtt', ['/dev/ttyUSB0']);
    expect((await used.one()).sentence).toEqual({
      code: 'unknownAdapterUsed',
      params: { name: 'CP2102 USB to UART Bridge Controller', program: 'zigbee2mqtt' },
    });
  });

  test.each([
    [
      '04d8:00de',
      'Microchip Technology Inc.',
      'MCP2210 USB to SPI Master',
      'unknownAdapter',
      'hidBridgeMaybe',
    ],
    ['04d8:00de', 'Microchip', 'NanoFury NF2 v0.6', 'notDriven', 'hidBridgeStick'],
    ['0403:6014', 'FTDI', 'FT232H', 'unknownAdapter', 'mpsseMaybe'],
    ['0483:5740', 'STMicroelectronics', 'STM32 Virtual COM Port  ', 'unknownAdapter', 'scryptStickMaybe'],
    ['198c:b1f1', 'c-scape', 'bi\u2022fury', 'notDriven', 'otherProtocol'],
    ['03eb:204b', 'BPMC', 'Bitfury BF1', 'notDriven', 'otherProtocol'],
    ['29f1:33f2', 'CANAAN', 'USB2IIC Converter', 'notDriven', 'i2cConverter'],
    ['10c4:ea60', 'FutureBit', 'Moonlander 2', 'notAStick', 'scryptStick'],
    ['303a:1001', 'Espressif', 'USB JTAG/serial debug unit', 'notAStick', 'networkMiner'],
    ['c0de:cafe', 'OSMU', 'BitaxeBonanza', 'notDriven', 'boardOtherChip'],
  ])('%s %s %s is explained', async (ids, manufacturer, product, state, code) => {
    const { linux, one } = doctorBench();
    linux.plug('1-1', { ids, manufacturer, product });
    expect(await one()).toMatchObject({ state, sentence: { code }, stickId: null });
  });

  test('a keyboard is not taken for a Moonlander by its name', async () => {
    const { linux, look } = doctorBench();
    linux.plug('1-1', { ids: '3297:1969', manufacturer: 'ZSA', product: 'Moonlander Mark I' });
    expect((await look()).devices).toEqual([]);
  });
});

describe('advice for the computer', () => {
  test('ModemManager without our rule, other miners, and FTDI answers that are held back', async () => {
    const { linux, clock, look } = doctorBench();
    linux.plug('1-1', { ...COMPAC_F, interfaces: FTDI('ttyUSB0') });
    linux.run(1, 'ModemManager');
    linux.run(2, 'bfgminer');
    const { advice } = await look([stick()]);
    expect(advice.map(({ code }) => code)).toEqual(['otherMiner', 'modemManager', 'latencyTimer']);
    expect(advice[2]).toMatchObject({
      params: { ms: 16 },
      command: 'echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB0/latency_timer',
    });
    linux.write('etc/udev/rules.d/70-usb-miner.rules', '');
    linux.write('sys/bus/usb-serial/devices/ttyUSB0/latency_timer', '1\n');
    await clock.advance(10_000);
    expect((await look([stick()])).advice.map(({ code }) => code)).toEqual(['otherMiner']);
  });
});
