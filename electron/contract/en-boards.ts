/** Sentences of boards whose voltage is set and proven over a management port. */
export const boardText = {
  'fault.noPower': 'The chips of {name} do not get the voltage they should have.',
  'fault.noPower.body':
    'Hashwatt keeps them switched off. Check the power supply and its plug, and lower the core voltage if you raised it.',

  'cause.noPower': 'Its chips get no proper voltage',
} as const;
