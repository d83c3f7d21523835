/** Vendor requests to the USB bridge of a simulated stick: its reset pin or enable latch [KG, LX]. */

/** As it stands in the setup packet. */
export interface BridgeRequest {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly data: Uint8Array;
}

export interface BridgeControl {
  transfer(request: BridgeRequest): Promise<void>;
}

/** What hangs on the pin or latch. */
export interface Resettable {
  holdReset(): void;
  releaseReset(): void;
}

/** FT-X: SET_BITMODE in CBUS bit-bang mode; bit 1 of the value is CBUS1, high to run. Other requests do nothing. */
export function cbusControl(chips: Resettable): BridgeControl {
  return {
    async transfer({ requestType, request, value }) {
      if (requestType !== 0x40 || request !== 0x0b || value >> 8 !== 0x20) return;
      if ((value & 2) === 0) chips.holdReset();
      else chips.releaseReset();
    },
  };
}

/** CP2105: WRITE_LATCH; all three lines low enable the chips. Other requests do nothing. */
export function latchControl(chips: Resettable): BridgeControl {
  return {
    async transfer({ requestType, request, value, index, data }) {
      if (requestType !== 0x41 || request !== 0xff || value !== 0x37e1 || index !== 0) return;
      const [mask = 0, state = 0] = data;
      if ((mask & state) === 0) chips.releaseReset();
      else chips.holdReset();
    },
  };
}
