/** Calls about what is plugged in: the device doctor and its report, showing which stick is which, forgetting one. */
import { homedir, hostname, release } from 'node:os';
import { CallError } from '../contract/call-error.ts';
import type { MinerContract } from '../contract/contract.ts';
import type { StickState } from '../contract/frame.ts';
import type { Handlers } from '../contract/serve.ts';
import type { StickId } from '../contract/units.ts';
import type { DeviceDoctor } from '../device/doctor/device-doctor.ts';
import type { ReportAbout } from '../device/doctor/device-report.ts';
import { ownUserName } from './doctor.ts';
import type { SettingsBook } from './settings-book.ts';

export interface DeviceCallsDeps {
  readonly doctor: DeviceDoctor;
  readonly version: string;
  readonly book: Pick<SettingsBook, 'current' | 'forgetStick'>;
  readonly sticks: () => readonly StickState[];
  readonly blink: (id: StickId) => 'blinking' | 'cannotBlink' | 'unknownStick';
  /** Takes the tile of an unplugged stick away; false when the stick is here. */
  readonly forget: (id: StickId) => boolean;
}

export function deviceCalls({ doctor, version, book, sticks, blink, forget }: DeviceCallsDeps) {
  return {
    devices: () => doctor.look(sticks()),
    deviceReport: async ({ key }) => {
      const report = await doctor.report(key, sticks(), reportAbout(version, sticks()));
      if (report === null) throw new CallError('refused', { reason: 'unknownDevice', field: 'key' });
      return report;
    },
    blinkStick: ({ stickId }) => {
      const result = blink(stickId);
      if (result !== 'blinking') throw new CallError('refused', { reason: result });
      return {};
    },
    forgetStick: ({ stickId }) => {
      const isKnown =
        Object.hasOwn(book.current.settings.sticks, stickId) || sticks().some(({ id }) => id === stickId);
      if (!isKnown) throw new CallError('refused', { reason: 'unknownStick' });
      if (!forget(stickId)) throw new CallError('refused', { reason: 'stickIsHere' });
      return book.forgetStick(stickId);
    },
  } satisfies Partial<Handlers<MinerContract>>;
}

/** What a report says of this computer, and what it must not say. */
function reportAbout(appVersion: string, sticks: readonly StickState[]): ReportAbout {
  return {
    appVersion,
    system: `${process.platform} ${release()} ${process.arch}`,
    person: {
      userName: ownUserName(),
      hostName: hostname(),
      homePath: homedir(),
      serialNumbers: sticks.flatMap(({ serialNumber }) => serialNumber ?? []),
    },
  };
}
