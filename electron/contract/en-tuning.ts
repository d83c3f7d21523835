/** Words about sweeps, comparisons and profiles, for each face of the miner; see `en-codes.ts`. */
export const tuningText = {
  'reason.paused': 'you paused',
  'reason.noPool': 'no pool gives work',
  'reason.stickLost': 'the stick is not there',
  'reason.recovering': 'the stick recovers from what went wrong',
  'reason.programEnded': 'Hashwatt was closed',
  'reason.programCrashed':
    'Hashwatt ended suddenly during it, and the stick has its own clock again. Start it once more to go on',
  'reason.byUser': 'you stopped it',
  'reason.twinFailed': 'the simulated stick failed',
  'reason.noGoodPoint': 'the stick worked well at no point',
  'reason.needsMeasuredWatts':
    'no meter measures its watts, and modelled ones say nothing new of its energy. Use a smart plug, or look for the most hashes',
  'reason.noNetwork': 'the network’s difficulty is not known yet',

  'profileFound.default': 'The clock of its model.',
  'profileFound.limit': 'The highest clock inside the limits of its model.',
  'profileFound.measured': 'The least energy for each hash, measured by a sweep.',
  'profileFound.share': 'A part of the clock of its model, not measured.',

  'event.tuningStarted': 'A measurement of its clocks began.',
  'event.tuningEnded': 'The measurement of its clocks ended. It has its own clock again.',
} as const;
