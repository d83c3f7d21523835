/** Sentences of sticks whose chips are enabled, fed and measured over a wire of their own. */
export const powerSideText = {
  'fault.needsResetControl': 'The chips of {name} cannot be reset from here.',
  'fault.needsResetControl.body':
    'They are reset over USB. On Linux install the udev rule that comes with Hashwatt (99-usb-miner.rules) and plug the stick in again. Windows and macOS do not let Hashwatt do it.',
  'fault.needsSecondPort': 'Only one of the two serial ports of {name} is there.',
  'fault.needsSecondPort.body':
    'Plug it in again. If you attached it by hand, remove that: Hashwatt finds it by itself.',
  'fault.tooHot': '{name} was switched off because it was too hot.',
  'fault.tooHot.body': 'Check that its fan turns. Hashwatt tries again when it has cooled.',

  'cause.needsResetControl': 'It needs a reset over USB',
  'cause.needsSecondPort': 'One of its two ports is missing',
  'cause.tooHot': 'It is too hot',
} as const;
