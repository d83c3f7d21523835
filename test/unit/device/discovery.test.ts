import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createStick } from '../../../electron/device/create-stick.ts';
import { Discovery } from '../../../electron/device/discovery.ts';
import { bindingPortList, type ListedPort, systemPortList } from '../../../electron/device/port-list.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import {
  DRIVEN_MODEL_IDS,
  frequencyRangeMhz,
  isIcarus,
  matchStick,
  STICK_MODELS,
  type StickModel,
  stickModel,
} from '../../../electron/device/stick-catalog.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';

const port = (over: Partial<ListedPort> = {}): ListedPort => ({
  path: '/dev/ttyUSB0',
  vendorId: '0403',
  productId: '6015',
  manufacturer: 'GekkoScience',
  product: 'CompacF Bitcoin Miner',
  serialNumber: 'GS-1',
  locationId: '1-1:1.0',
  ...over,
});

const UNDRIVEN: StickModel = {
  id: 'scrypt',
  name: 'Scrypt stick',
  maker: 'Somebody',
  chipName: 'none of ours',
  chipCount: 1,
  usb: [],
  drive: null,
};

describe('catalogue', () => {
  it('tells the sticks behind one USB id apart by their strings', () => {
    expect(matchStick(port())?.id).toBe('compac-f');
    expect(matchStick(port({ product: 'R909 Bitcoin Miner' }))?.id).toBe('r909');
    expect(matchStick(port({ product: ' NewPac Bitcoin Miner ' }))?.id).toBe('newpac');
    const compac = { vendorId: '10C4', productId: 'EA60', product: 'Compac BM1384 Bitcoin Miner' };
    expect(matchStick(port({ ...compac, manufacturer: 'bitshopperde' }))?.id).toBe('compac');
    expect(matchStick(port({ ...compac, product: '2Pac BM1384 Bitcoin Miner' }))?.id).toBe('2pac');
  });

  it('knows no stranger, however its numbers look', () => {
    expect(matchStick(port({ manufacturer: 'FTDI', product: 'FT231X USB UART' }))).toBeNull();
    expect(matchStick(port({ manufacturer: 'FTDI' }))).toBeNull();
    expect(matchStick(port({ product: null }))).toBeNull();
    expect(matchStick(port({ vendorId: null }))).toBeNull();
    expect(
      matchStick(port({ vendorId: '10c4', productId: 'ea60', product: 'CP2102 USB to UART' })),
    ).toBeNull();
  });

  it('has each id once, and a driver for every model that this version can mine with', () => {
    expect(new Set(STICK_MODELS.map(({ id }) => id)).size).toBe(STICK_MODELS.length);
    const driven = STICK_MODELS.filter(({ drive }) => drive !== null && !isIcarus(drive)).map(({ id }) => id);
    expect(driven.slice(0, 7)).toEqual(['compac-f', 'r909', 'newpac', 'r606', 'compac', '2pac', 'terminus']);
    expect(driven.slice(7, 11)).toEqual(['compac-a1', 'terminus-a1', 'compac-a2', 'terminus-a2']);
    expect(driven.slice(11)).toContain('bitaxe-gamma-raw');
    expect(DRIVEN_MODEL_IDS).toEqual(expect.arrayContaining([...driven, 'block-erupter', 'antminer-u3']));
    expect(stickModel('toaster')).toBeNull();
  });

  it('makes no stick of what it cannot drive', () => {
    const rows = [...STICK_MODELS, UNDRIVEN];
    const make = (model: string) => () =>
      createStick({ model, path: '/dev/x', platform: 'linux' } as Parameters<typeof createStick>[0], rows);
    expect(make('toaster')).toThrowError(expect.objectContaining({ code: 'unknownModel' }));
    expect(make('scrypt')).toThrowError(expect.objectContaining({ code: 'modelNotDriven' }));
    expect(make('compac-a1')).toThrowError(expect.objectContaining({ code: 'needsSecondPort' }));
  });
});

describe('clock limits', () => {
  it('are those of the chip, and unknown where nothing can be set', () => {
    expect(frequencyRangeMhz('compac-f')).toEqual({ min: 100, max: 800, step: 5 });
    expect(frequencyRangeMhz('r909')).toEqual({ min: 100, max: 800, step: 5 });
    expect(frequencyRangeMhz('newpac')).toEqual({ min: 50, max: 900, step: 6.25 });
    expect(frequencyRangeMhz('compac-a1')).toEqual({ min: 100, max: 800, step: 6.25 });
    expect(frequencyRangeMhz('scrypt', [UNDRIVEN])).toBeNull();
    expect(frequencyRangeMhz('toaster')).toBeNull();
  });
});

describe('port list', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const info = {
    path: '/dev/ttyUSB0',
    manufacturer: 'GekkoScience',
    serialNumber: 'GS-10015197',
    pnpId: 'usb-GekkoScience_CompacF_Bitcoin_Miner_GS-10015197-if00-port0',
    locationId: undefined,
    vendorId: '0403',
    productId: '6015',
  };
  const bindingOf = (ports: readonly (typeof info)[]): SerialBinding =>
    ({ list: async () => [...ports] }) as unknown as SerialBinding;

  it('reads the product out of the name by id', async () => {
    const [listed] = await bindingPortList(bindingOf([info]), 'linux')();
    expect(listed).toMatchObject({ product: 'CompacF Bitcoin Miner', serialNumber: 'GS-10015197' });
    const [strange] = await bindingPortList(bindingOf([{ ...info, pnpId: 'USB\\VID_0403' }]), 'win32')();
    expect(strange?.product).toBeNull();
  });

  it('takes what could mislead a reader out of device strings', async () => {
    const list = bindingPortList(
      {
        list: async () => [
          { path: '/dev/x', serialNumber: 'a\u202eb\u0007', manufacturer: ' Gekko\nScience ' },
        ],
      } as never,
      'linux',
    );
    expect(await list()).toMatchObject([{ serialNumber: 'ab', manufacturer: 'Gekko Science' }]);
  });

  it('opens the call-out device on macOS', async () => {
    const list = bindingPortList(bindingOf([{ ...info, path: '/dev/tty.usbserial-1' }]), 'darwin');
    expect((await list())[0]?.path).toBe('/dev/cu.usbserial-1');
  });

  it('reads USB ports from sysfs, and asks the binding where there is none', async () => {
    const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
    folders.push(root);
    const usb = join(root, 'devices', 'pci0', 'usb1', '1-1.2');
    mkdirSync(join(usb, '1-1.2:1.0', 'ttyUSB0'), { recursive: true });
    mkdirSync(join(root, 'class', 'tty', 'ttyUSB0'), { recursive: true });
    mkdirSync(join(root, 'class', 'tty', 'ttyS0'), { recursive: true });
    for (const [file, text] of Object.entries({
      idVendor: '0403',
      idProduct: '6015',
      manufacturer: 'GekkoScience',
      product: 'R909 Bitcoin Miner',
      serial: 'GS-2',
    })) {
      writeFileSync(join(usb, file), `${text}\n`);
    }
    symlinkSync(join(usb, '1-1.2:1.0', 'ttyUSB0'), join(root, 'class', 'tty', 'ttyUSB0', 'device'));
    const listed = await systemPortList(bindingOf([info]), 'linux', root)();
    expect(listed).toEqual([
      port({ product: 'R909 Bitcoin Miner', serialNumber: 'GS-2', locationId: '1-1.2:1.0' }),
    ]);
    const elsewhere = await systemPortList(bindingOf([info]), 'linux', root, join(root, 'dev'))();
    expect(elsewhere.map(({ path }) => path)).toEqual([join(root, 'dev', 'ttyUSB0')]);
    const without = await systemPortList(bindingOf([info]), 'linux', join(root, 'none'))();
    expect(without[0]?.serialNumber).toBe('GS-10015197');
  });

  it('reads the links in /dev where there is neither sysfs nor udev', async () => {
    const root = mkdtempSync(join(tmpdir(), 'dev-'));
    folders.push(root);
    mkdirSync(join(root, 'serial', 'by-path'), { recursive: true });
    writeFileSync(join(root, 'ttyUSB7'), '');
    const place = 'pci-0000:00:14.0-usb-0:1.2:1.0-port0';
    symlinkSync('../../ttyUSB7', join(root, 'serial', 'by-path', place));
    symlinkSync('../../ttyUSB8', join(root, 'serial', 'by-path', 'dead'));
    const noUdev = { list: async () => Promise.reject(new Error('spawn udevadm ENOENT')) } as never;
    const none = join(root, 'none');
    expect(await systemPortList(noUdev, 'linux', none, root)()).toEqual([
      expect.objectContaining({ path: join(root, 'ttyUSB7'), locationId: place, product: null }),
    ]);
    await expect(systemPortList(noUdev, 'linux', none, none)()).rejects.toThrow('udevadm');
  });

  it('takes the ids that Windows makes up for a place, and no serial number', async () => {
    const pnpId = 'USB\\VID_10C4&PID_EA60\\5&2C8A01&0&3';
    const ports = [
      { ...info, path: 'COM3', pnpId, serialNumber: '5&2C8A01&0&3', locationId: 'Port_#0003.Hub_#0001' },
    ];
    const [listed] = await bindingPortList(bindingOf(ports as never), 'win32')();
    expect(listed).toMatchObject({ serialNumber: null, locationId: pnpId });
  });
});

interface Watched {
  readonly discovery: Discovery;
  readonly clock: ManualClock;
  readonly seen: string[];
  readonly logged: LoggedLine[];
  ports: readonly ListedPort[];
  existing: Set<string>;
  readonly links: Map<string, string>;
  failure: Error | null;
  lists: number;
  hint: () => void;
  readonly shared: Set<string>;
}

function watched(shared = new Set<string>()): Watched {
  const clock = new ManualClock();
  const seen: string[] = [];
  const logged: LoggedLine[] = [];
  const state: Watched = {
    clock,
    seen,
    logged,
    ports: [],
    existing: new Set(),
    links: new Map(),
    failure: null,
    lists: 0,
    hint: () => {},
    shared,
    discovery: new Discovery({
      list: async () => {
        state.lists += 1;
        if (state.failure !== null) throw state.failure;
        return state.ports;
      },
      pollMs: 2000,
      watch: (onHint) => {
        state.hint = onHint;
        return () => {
          state.hint = () => {};
        };
      },
      resolve: async (path) => state.links.get(path) ?? (state.existing.has(path) ? path : null),
      sharedSerials: shared,
      clock,
      log: silentLogger(logged),
    }),
  };
  state.discovery.on('arrived', ({ stickId, path, row }) => void seen.push(`+${stickId} ${path} ${row.id}`));
  state.discovery.on('left', ({ stickId }) => void seen.push(`-${stickId}`));
  return state;
}

describe('discovery', () => {
  it('tells of sticks that come and go, and of nobody else', async () => {
    const state = watched();
    state.ports = [port(), port({ path: '/dev/ttyUSB1', manufacturer: 'Arduino', product: 'Uno' })];
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen.splice(0)).toEqual(['+serial:GS-1 /dev/ttyUSB0 compac-f']);
    await state.clock.advance(10_000);
    expect(state.seen).toEqual([]);
    state.ports = [];
    await state.clock.advance(2000);
    expect(state.seen).toEqual(['-serial:GS-1']);
    await state.discovery.stop();
    expect(state.clock.armed).toBe(0);
  });

  it('looks no more often than every two seconds', async () => {
    const state = watched();
    state.discovery.start();
    state.discovery.start();
    await state.clock.advance(19_999);
    expect(state.lists).toBeLessThanOrEqual(10);
    await state.discovery.stop();
  });

  it('calls twins by their place, so that settings do not hop', async () => {
    const state = watched();
    state.ports = [port(), port({ path: '/dev/ttyUSB1', locationId: '1-2:1.0' })];
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen.splice(0)).toEqual([
      '+path:1-1:1.0/compac-f /dev/ttyUSB0 compac-f',
      '+path:1-2:1.0/compac-f /dev/ttyUSB1 compac-f',
    ]);
    expect(state.discovery.present.map(({ isTwin }) => isTwin)).toEqual([true, true]);
    // They swap ports and each is given the other's node: what was set for a place stays there.
    state.ports = [port({ locationId: '1-2:1.0' }), port({ path: '/dev/ttyUSB1' })];
    await state.clock.advance(2000);
    expect(state.discovery.present.map(({ stickId, path }) => `${stickId} ${path}`).sort()).toEqual([
      'path:1-1:1.0/compac-f /dev/ttyUSB1',
      'path:1-2:1.0/compac-f /dev/ttyUSB0',
    ]);
    await state.discovery.stop();
  });

  it('gives a twin that comes later, or stays alone, nothing of the first', async () => {
    const shared = new Set<string>();
    const first = port();
    const twin = port({ path: '/dev/ttyUSB1', locationId: '1-2:1.0' });
    const state = watched(shared);
    state.ports = [first];
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen.splice(0)).toEqual(['+serial:GS-1 /dev/ttyUSB0 compac-f']);
    state.ports = [first, twin];
    await state.clock.advance(2000);
    // The first goes on undisturbed: told of again only because it is a twin now.
    expect(state.seen.splice(0)).toEqual([
      '+serial:GS-1 /dev/ttyUSB0 compac-f',
      '+path:1-2:1.0/compac-f /dev/ttyUSB1 compac-f',
    ]);
    state.ports = [twin];
    await state.clock.advance(2000);
    expect(state.seen.splice(0)).toEqual(['-serial:GS-1', '+path:1-2:1.0/compac-f /dev/ttyUSB1 compac-f']);
    expect(state.discovery.present).toMatchObject([{ isTwin: false }]);
    await state.discovery.stop();
    // At the next start too.
    const later = watched(shared);
    later.ports = [twin];
    later.discovery.start();
    await later.clock.advance(0);
    expect(later.seen).toEqual(['+path:1-2:1.0/compac-f /dev/ttyUSB1 compac-f']);
    await later.discovery.stop();
  });

  it('gives another model at the same place a name of its own', async () => {
    const state = watched();
    state.ports = [port({ serialNumber: null })];
    state.discovery.start();
    await state.clock.advance(0);
    state.ports = [port({ serialNumber: null, product: 'R909 Bitcoin Miner' })];
    await state.clock.advance(2000);
    expect(state.seen).toEqual([
      '+path:1-1:1.0/compac-f /dev/ttyUSB0 compac-f',
      '-path:1-1:1.0/compac-f',
      '+path:1-1:1.0/r909 /dev/ttyUSB0 r909',
    ]);
    await state.discovery.stop();
  });

  it('tells the chips behind one bridge apart by their interface, and calls them no twins', async () => {
    const state = watched();
    const many = { productId: '8350', product: 'Cairnsmore1' };
    state.ports = [port(many), port({ ...many, path: '/dev/ttyUSB1', locationId: '1-1:1.1' })];
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.discovery.present).toMatchObject([
      { stickId: 'path:1-1:1.0/cairnsmore1', isTwin: false, location: '1-1', hubId: null },
      { stickId: 'path:1-1:1.1/cairnsmore1', isTwin: false, location: '1-1', hubId: null },
    ]);
    expect(state.shared.size).toBe(0);
    await state.discovery.stop();
  });

  it('looks soon after a hint, once for several', async () => {
    const state = watched();
    state.discovery.start();
    await state.clock.advance(100);
    state.ports = [port({ locationId: '1-1.4.2:1.0' })];
    for (let times = 0; times < 5; times += 1) state.hint();
    await state.clock.advance(200);
    expect(state.seen).toEqual(['+serial:GS-1 /dev/ttyUSB0 compac-f']);
    expect(state.discovery.present).toMatchObject([{ location: '1-1.4.2', hubId: '1-1.4' }]);
    expect(state.lists).toBe(2);
    state.hint();
    await state.discovery.stop();
    state.hint();
    expect(state.clock.armed).toBe(0);
  });

  it('takes a link that the user named for the port it leads to', async () => {
    const state = watched();
    state.ports = [port()];
    state.links.set('/dev/serial/by-id/usb-1', '/dev/ttyUSB0');
    state.discovery.setAttached([{ model: 'r909', path: '/dev/serial/by-id/usb-1' }]);
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen).toEqual(['+serial:GS-1 /dev/serial/by-id/usb-1 r909']);
    await state.discovery.stop();
  });

  it('follows a stick to another path', async () => {
    const state = watched();
    state.ports = [port()];
    state.discovery.start();
    await state.clock.advance(0);
    state.ports = [port({ path: '/dev/ttyUSB3' })];
    await state.clock.advance(2000);
    expect(state.seen.slice(1)).toEqual(['-serial:GS-1', '+serial:GS-1 /dev/ttyUSB3 compac-f']);
    await state.discovery.stop();
  });

  it('takes what the user attached for there at first, and then for what it is', async () => {
    const state = watched();
    state.discovery.setAttached([{ model: 'r909', path: '/dev/pts/4' }]);
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen.splice(0)).toEqual(['+path:/dev/pts/4 /dev/pts/4 r909']);
    state.existing.add('/dev/pts/4');
    await state.clock.advance(2000);
    expect(state.seen).toEqual([]);
    state.existing.clear();
    await state.clock.advance(2000);
    expect(state.seen.splice(0)).toEqual(['-path:/dev/pts/4']);
    state.existing.add('/dev/pts/4');
    await state.clock.advance(2000);
    expect(state.seen.splice(0)).toEqual(['+path:/dev/pts/4 /dev/pts/4 r909']);
    state.discovery.setAttached([]);
    await state.clock.advance(2000);
    expect(state.seen).toEqual(['-path:/dev/pts/4']);
    await state.discovery.stop();
  });

  it('lets an attached stick leave and come again when the user changes what resets its chips', async () => {
    const state = watched();
    state.ports = [port(), port({ path: '/dev/ttyUSB1', serialNumber: 'GS-2' })];
    state.discovery.setAttached([{ model: 'compac-f', path: '/dev/ttyUSB0' }]);
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen.splice(0)).toHaveLength(2);
    const attach = (resetLine?: 'none' | 'modem-lines'): Promise<void> => {
      const stick = { model: 'compac-f', path: '/dev/ttyUSB0' } as const;
      state.discovery.setAttached([resetLine === undefined ? stick : { ...stick, resetLine }]);
      return state.clock.advance(0);
    };
    await attach('none');
    expect(state.seen).toEqual([]);
    await attach('modem-lines');
    const again = ['-serial:GS-1', '+serial:GS-1 /dev/ttyUSB0 compac-f'];
    expect(state.seen.splice(0)).toEqual(again);
    await state.clock.advance(10_000);
    expect(state.seen).toEqual([]);
    await attach();
    expect(state.seen).toEqual(again);
    await state.discovery.stop();
  });

  it('believes the user about a port that looks like another model', async () => {
    const state = watched();
    state.ports = [port()];
    state.discovery.setAttached([{ model: 'r909', path: '/dev/ttyUSB0' }]);
    state.discovery.start();
    await state.clock.advance(0);
    expect(state.seen).toEqual(['+serial:GS-1 /dev/ttyUSB0 r909']);
    await state.discovery.stop();
  });

  it('keeps the sticks while listing fails, and says so once', async () => {
    const state = watched();
    state.ports = [port()];
    state.discovery.start();
    await state.clock.advance(0);
    state.failure = new Error('udevadm: not found');
    await state.clock.advance(10_000);
    expect(state.seen).toHaveLength(1);
    expect(state.logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
    await state.discovery.stop();
  });
});
