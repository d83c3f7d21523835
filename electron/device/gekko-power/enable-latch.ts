/** Chips on and off on GekkoScience's A1 and A2: a latch of the CP2105, by a control transfer to its first interface. */
import type { VendorTransfer } from '../usb-control.ts';

/** Rest after either, ms (KG). */
export const LATCH_REST_MS = 100;

/** CP210x vendor request WRITE_LATCH to an interface; data is a mask of three lines and their state (KG, LX). */
const WRITE_LATCH = { requestType: 0x41, request: 0xff, value: 0x37e1, index: 0 } as const;
const ALL_LINES = 0x07;

/** Lines low: chips and regulator on. */
export const CHIPS_ON: VendorTransfer = { ...WRITE_LATCH, data: Uint8Array.of(ALL_LINES, 0x00) };
/** Lines high: chips and regulator off. */
export const CHIPS_OFF: VendorTransfer = { ...WRITE_LATCH, data: Uint8Array.of(ALL_LINES, ALL_LINES) };
