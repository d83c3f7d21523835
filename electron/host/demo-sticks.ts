/** The demo's simulated sticks as a source: they come and go as the demo is told, none attached by hand. */
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { createStick } from '../device/create-stick.ts';
import { stickModel } from '../device/stick-catalog.ts';
import type { Demo } from '../practice/demo.ts';
import { stickIdOf } from './demo-calls.ts';
import type { StickSource } from './stick-source.ts';

export interface DemoSticksDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The source tells of every simulated stick at `start`, and of changes; `attach` does nothing. */
export function demoSticks(demo: Demo, { chain, clock, log }: DemoSticksDeps): StickSource {
  return {
    start(listener) {
      demo.watch({
        arrived: (stick) =>
          listener.arrived({
            id: stickIdOf(stick),
            model: stick.model,
            modelName: stickModel(stick.model)?.name ?? stick.model,
            path: stick.path,
            serialNumber: stick.serialNumber,
            location: null,
            hubId: null,
            isTwin: false,
            simulated: true,
          }),
        left: (stick) => listener.left(stickIdOf(stick)),
      });
    },
    attach() {},
    make: (identity, targetFrequencyMhz) =>
      createStick({
        id: identity.id,
        model: identity.model,
        path: identity.path,
        telemetryPath: demo.sticks.find(({ path }) => path === identity.path)?.telemetryPath ?? null,
        usb: demo.binding.bridgeControlFor(identity.path),
        binding: demo.binding,
        resetLine: demo.resetLineFor(identity.path),
        chain,
        clock,
        log: log.child({ stickId: identity.id }),
        targetMhz: targetFrequencyMhz ?? null,
        platform: process.platform,
      }),
    async stop() {},
  };
}
