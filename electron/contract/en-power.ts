/** Words for codes about watts and plugs; see `en-codes.ts`. */
export const powerCodeText = {
  'reason.idlePowerUnknown': 'known only while hashing',
  'reason.farFromShown': 'far from what is shown for it',
  'reason.noHostPower': 'the computer’s watts are not known',
  'reason.noPlug': 'no plug measures it',
  'reason.notHashing': 'it does not hash now',
  'reason.plugNoMeter': 'the plug does not measure',
  'reason.plugNonsense': 'the plug tells nonsense',
  'reason.plugNotLocal': 'the plug’s address is wrong',
  'reason.plugRefused': 'the plug wants a password',
  'reason.plugShareUnknown': 'its part of the plug is not known',
  'reason.plugSilent': 'the plug does not answer',
  'reason.ramping': 'its clock still climbs',
  'fault.plugSilent': 'The plug {name} does not answer at {address}.',
  'fault.plugSilent.body':
    'Its sticks show the next best watts meanwhile. Check that the plug is on the network and its address is still the same. Hashwatt asks again by itself.',
  'fault.plugRefused': 'The plug {name} refuses the password.',
  'fault.plugRefused.body': 'Enter its password or token again in Settings, under Plugs.',
  'fault.plugNonsense': 'The plug {name} tells watts that cannot be.',
  'fault.plugNonsense.body':
    'Its readings are not used. Unplug it for five seconds, or take it out of Settings.',
  'fault.plugNoMeter': 'The plug {name} does not measure watts.',
  'fault.plugNoMeter.body':
    'Choose the outlet or entity that measures, or another plug. Not every plug of a maker has a meter.',
  'fault.plugNotLocal': 'The plug {name} cannot be asked at {address}.',
  'fault.plugNotLocal.body':
    'A plug is asked in the local network only. Enter its own address, such as 192.168.1.20.',
  'fault.plugShowsNothing': 'The plug {name} shows less than its sticks can draw.',
  'fault.plugShowsNothing.body':
    'Its readings are not used while sticks on it hash. Check in Settings which sticks hang on it, and whether the computer does.',
  'cause.plugSilent': 'The plugs do not answer.',
  'cause.plugRefused': 'The plugs refuse the password.',
  'cause.plugNonsense': 'The plugs tell nonsense.',
  'cause.plugNoMeter': 'The plugs do not measure.',
  'cause.plugNotLocal': 'Their addresses are wrong.',
  'cause.plugShowsNothing': 'They show less than their sticks draw.',
} as const;
