/** What stands in the way of a stick that the engine has: its cause of trouble as a state of the doctor. Pure. */
import type { NodeAccess } from './computer.ts';
import type { CureCode } from './cures.ts';
import type { DeviceCase, DoctorStick, Finding } from './device-case.ts';

/** Sticks of 5 V: USB 2.0 allows 4.40 V at a bus-powered hub's port, and regulators falter below this (our choice). */
const LOW_VOLTAGE_V = 4.6;

const AGAIN: readonly CureCode[] = ['replug', 'retry'];

/** The engine's word for why a stick does not mine, then what its numbers say. */
export function diagnoseStick(one: DeviceCase, stick: DoctorStick): Finding {
  const { name } = one;
  const byCause = stick.cause === null ? null : findingOf(one, stick, stick.cause.code);
  if (byCause !== null) return byCause;
  const volts = stick.inputV.value;
  if (volts !== null && volts > 0 && volts < LOW_VOLTAGE_V) return lowVoltage(name, volts);
  const { chipCount, expectedChipCount } = stick;
  if (chipCount !== null && expectedChipCount !== null && chipCount < expectedChipCount) {
    return wrongChipCount(name, stick);
  }
  if (stick.health === 'needsHelp') {
    return { state: 'noChipAnswers', code: 'stickTrouble', params: { name }, cures: AGAIN };
  }
  const isUp = stick.health !== 'new' && stick.health !== 'ramping' && stick.health !== 'stalled';
  return isUp
    ? { state: 'ok', code: stick.isTwin ? 'okTwin' : 'ok', params: { name }, cures: [] }
    : { state: 'starting', code: 'starting', params: { name }, cures: [] };
}

/** What to say of a port that this user may not open. */
export function forbidden(one: DeviceCase, path: string, access: NodeAccess | null): Finding {
  const { platform, serialGroup } = one.computer;
  if (platform !== 'linux') {
    return { state: 'noPermission', code: 'noPermissionPlain', params: { path }, cures: ['retry'] };
  }
  const group = access?.group ?? serialGroup;
  const params = { path, group };
  // Nobody should join the group of root: the rule gives the port to another.
  const joins: readonly CureCode[] = group === 'root' || group === '0' ? [] : ['joinGroup'];
  const isListed = access?.isListed === true && !access.inGroup;
  return {
    state: 'noPermission',
    code: isListed ? 'noPermissionYet' : 'noPermission',
    params,
    cures: isListed ? ['logInAgain', 'installRule'] : ['installRule', ...joins],
  };
}

/** Null for a cause that is no trouble of the device's. */
function findingOf(one: DeviceCase, stick: DoctorStick, cause: string): Finding | null {
  const { name } = one;
  const params = { name, path: stick.path };
  switch (cause) {
    case 'portForbidden':
      return forbidden(one, stick.path, one.access);
    case 'portBusy':
      return busy(one, stick.path);
    case 'portMissing':
      return { state: 'chargeOnly', code: 'portMissing', params, cures: ['checkCable', 'attach'] };
    case 'notAPort':
      return { state: 'notAStick', code: 'notAPort', params, cures: ['attach'] };
    case 'noChips':
      return { state: 'noChipAnswers', code: 'noChips', params, cures: ['replug', 'strongerPort', 'retry'] };
    case 'silent':
    case 'portFailed':
    case 'portTimeout':
      return { state: 'noChipAnswers', code: cause, params, cures: ['replug', 'checkCable', 'retry'] };
    case 'wrongChipCount':
    case 'chipsMissing':
      return wrongChipCount(name, stick);
    case 'needsResetLine':
    case 'needsResetControl':
      return {
        state: 'needsResetControl',
        code: 'needsReset',
        params,
        cures: one.computer.platform === 'linux' ? ['installRule', 'replug', 'retry'] : AGAIN,
      };
    case 'needsSecondPort':
      return { state: 'noDriver', code: cause, params, cures: ['replug', 'report'] };
    case 'usbPowerSags':
      return lowVoltage(name, stick.inputV.value);
    case 'modelNotDriven':
      return { state: 'notDriven', code: 'notDriven', params, cures: ['report'] };
    case 'wrongModel':
    case 'unknownModel':
      return { state: 'unknownAdapter', code: 'wrongModel', params, cures: ['attach', 'report'] };
    default:
      return null;
  }
}

function busy(one: DeviceCase, path: string): Finding {
  if (one.user !== null) return busyBy(one, path, one.user);
  const program = likelyUser(one.computer.programs);
  return program === null
    ? { state: 'busy', code: 'busy', params: { name: one.name, path }, cures: ['closeOther', 'retry'] }
    : { ...busyBy(one, path, program), code: 'busyMaybe' };
}

/** What to say of a port that another program has. */
export function busyBy({ name }: DeviceCase, path: string, program: string): Finding {
  return {
    state: 'busy',
    code: 'busyBy',
    params: { name, path, program },
    cures: [program === 'ModemManager' ? 'ignoreModem' : 'closeOther', 'retry'],
  };
}

/** Programs that take serial ports for themselves and, being another user's, do not show which. */
const TAKERS = ['cgminer', 'bfgminer', 'ModemManager', 'brltty', 'mujina-minerd'];

function likelyUser(programs: ReadonlySet<string>): string | null {
  return TAKERS.find((name) => programs.has(name)) ?? null;
}

function wrongChipCount(name: string, { chipCount, expectedChipCount }: DoctorStick): Finding {
  const params =
    chipCount === null || expectedChipCount === null
      ? null
      : { name, chips: chipCount, expected: expectedChipCount };
  return {
    state: 'wrongChipCount',
    code: params === null ? 'chipsDiffer' : 'chipsMissing',
    params: params ?? { name },
    cures: ['replug', 'strongerPort', 'retry'],
  };
}

function lowVoltage(name: string, volts: number | null): Finding {
  return {
    state: 'lowVoltage',
    code: volts === null ? 'lowVoltagePlain' : 'lowVoltage',
    params: volts === null ? { name } : { name, volts: volts.toFixed(2) },
    cures: ['strongerPort', 'lowerClock'],
  };
}
