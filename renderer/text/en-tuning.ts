/** Why the host refuses a call about tuning, and what to do. */
export const tuningRefusals = {
  'send.failed.alreadyTuning': 'Its clocks are being measured already. Stop that first.',
  'send.failed.noClockToTune': 'The clock of this model cannot be set.',
  'send.failed.needsMeasuredWatts':
    'No meter measures its watts, and modelled ones say nothing new of its energy. Use a smart plug, or look for the most hashes.',
  'send.failed.noTariff': 'This needs your price of electricity. Type it in Settings.',
  'send.failed.noBtcPrice': 'This needs the price of bitcoin. Type it in Settings.',
  'send.failed.pointOutOfRange': 'One of the two is outside the limits of this stick.',
  'send.failed.samePoints': 'Both are the same. Choose another clock for one of them.',
  'send.failed.cannotSimulate': 'This model cannot be simulated.',
  'send.failed.notTuning': 'Nothing is being measured on this stick.',
  'send.failed.unknownRun': 'This measurement is not kept any more.',
  'send.failed.onlyDryRun': 'This was a dry run on a simulated stick. Measure the real one first.',
  'send.failed.nothingToApply': 'This measurement found no best point.',
} as const;
