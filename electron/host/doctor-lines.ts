/** The device doctor's findings as lines for a terminal: the same sentences as on the page. Pure. */
import type { Cure, Device, DeviceList } from '../contract/devices.ts';
import { doctorText } from '../contract/en-doctor.ts';

/** A paragraph for each device, then what holds for the computer. */
export function doctorLines({ devices, advice }: DeviceList): readonly string[] {
  return [
    ...devices.flatMap((device) => [...deviceLines(device), '']),
    ...advice.flatMap((cure) => [...cureLines(cure), '']),
  ].slice(0, -1);
}

/** 0 when a stick is there to mine with and nothing needs the user; else 1. */
export function doctorExitCode({ devices }: DeviceList): 0 | 1 {
  const hasTrouble = devices.some(({ state }) => !HARMLESS.has(state) && !GOOD.has(state));
  return !hasTrouble && devices.some(({ state }) => GOOD.has(state)) ? 0 : 1;
}

const GOOD: ReadonlySet<Device['state']> = new Set(['ok', 'starting']);
const HARMLESS: ReadonlySet<Device['state']> = new Set(['notAStick', 'notDriven', 'unknownAdapter']);

/** Buttons are for the page; what they would do a terminal cannot. */
function deviceLines(device: Device): readonly string[] {
  const { name, path, location, vendorId, productId, state, sentence, cures } = device;
  const ids = vendorId === null || productId === null ? null : `${vendorId}:${productId}`;
  const place = location === null ? null : `USB ${location}`;
  const head = [name, ids, path, place].filter((part) => part !== null).join('  ');
  return [
    `[${filled(textOf(`deviceState.${state}`), {})}] ${head}`,
    `  ${filled(textOf(`device.${sentence.code}`), sentence.params)}`,
    ...cures.filter(({ action }) => action === null).flatMap((cure) => cureLines(cure)),
  ];
}

function cureLines({ code, params, command }: Cure): readonly string[] {
  const sentence = `  - ${filled(textOf(`cure.${code}`), params)}`;
  return command === null ? [sentence] : [sentence, '', ...command.split('\n'), ''];
}

function textOf(id: string): string {
  if (isText(id)) return doctorText[id];
  return id.startsWith('cure.') ? doctorText['cure.unknown'] : doctorText['device.unknown'];
}

const isText = (id: string): id is keyof typeof doctorText => Object.hasOwn(doctorText, id);

function filled(sentence: string, params: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '?'));
}
