/** Sentences about sticks that are silent, hot, starved or wrong, and what Hashwatt did; see `en-codes.ts`. */
export const healthText = {
  'fault.silentForGood': '{name} takes work and gives no results.',
  'fault.silentForGood.body':
    'Hashwatt gave it new work, reset its chips, opened its port anew and lowered its clock. Unplug it for five seconds; if it stays so, use another port or a stronger hub.',
  'fault.chipSilent': 'Chip {chip} of {chips} on {name} finds nothing.',
  'fault.chipSilent.body': 'The others mine on. A weak USB port or too high a clock is the usual cause.',
  'fault.hardwareErrors': '{percent}% of the results of {name} are wrong.',
  'fault.hardwareErrors.body': 'Its clock may be too high, or its port too weak. Lower its clock a little.',
  'fault.telemetryLost': '{name} does not tell its temperature any more.',
  'fault.telemetryLost.body': 'Hashwatt runs it at its start clock at most until it does.',
  'fault.overheated': '{name} was too hot and rests.',
  'fault.overheated.body': 'It goes on by itself once it has cooled. Give it more air.',
  'fault.usbPowerSags': 'The USB port cannot feed {name}.',
  'fault.usbPowerSags.body':
    'Its input fell from {fromV} to {toV} V at {mhz} MHz, so Hashwatt slowed or stopped it before its chips could brown out. Move it to a hub with its own power supply, or lower its clock.',
  'fault.hubBrownOut': '{count} sticks on {hub} fell at once.',
  'fault.hubBrownOut.body':
    'The hub’s power supply is the likely cause. Hashwatt starts them again one by one, slower. Use a stronger supply, or fewer sticks on this hub.',
  'fault.sticksFellTogether': '{count} sticks fell at once.',
  'fault.sticksFellTogether.body':
    'They may share a hub or a power supply that is too weak. Hashwatt starts them again one by one, slower.',
  'fault.hubOverBudget': 'The sticks on {hub} draw {watts} W; its supply is rated {ratedW} W.',
  'fault.hubOverBudget.body': 'Move a stick to another hub, or lower their clocks.',
  'fault.efficiencyDrifted': '{name} needs more energy for the same work than it did.',
  'fault.efficiencyDrifted.body':
    'It took {firstJth} J/TH at first and takes {latestJth} now. Dust, a fan or a weaker port may be why.',

  'settings.failed.coreMvOutOfRange': 'This stick cannot have that core voltage.',

  'cause.silentForGood': 'It gives no results',
  'cause.chipSilent': 'A chip finds nothing',
  'cause.hardwareErrors': 'Many wrong results',
  'cause.telemetryLost': 'Its sensor is silent',
  'cause.overheated': 'Too hot, it rests',
  'cause.slowedByHeat': 'Slowed until it is cooler',
  'cause.usbPowerSags': 'USB power drops',
  'cause.efficiencyDrifted': 'Needs more energy than before',

  'event.recoveryStep.newWork': 'No results came, so it was given new work.',
  'event.recoveryStep.chipReset': 'No results came, so its chips were reset.',
  'event.recoveryStep.reopen': 'No results came, so its port was opened anew.',
  'event.recoveryStep.lowerClock': 'No results came, so its clock was lowered to {mhz} MHz.',
  'event.recoveryStep.needsHelp': 'No results came after every step. It needs your help.',
  'event.recovered': 'Results come again.',
  'event.tooFewNonces': 'It found too little for its clock, so the clock was lowered to {mhz} MHz.',
  'event.chipSilent': 'Chip {chip} of {chips} found nothing for too long.',
  'event.slowedByHeat': 'At {tempC} °C it was slowed to {mhz} MHz.',
  'event.overheated': 'At {tempC} °C it was stopped to cool.',
  'event.cooledDown': 'It cooled to {tempC} °C and goes on.',
  'event.telemetryLost': 'It stopped telling its temperature.',
  'event.usbPowerSags': 'Its input fell from {fromV} to {toV} V at {mhz} MHz.',
  'event.hubBrownOut': '{count} sticks on {hub} fell at once and start again one by one.',
  'event.sticksFellTogether': '{count} sticks fell at once and start again one by one.',
} as const;
