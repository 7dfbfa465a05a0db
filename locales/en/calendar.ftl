# The entry that a message puts in somebody's calendar. A campaign can replace any of these texts.

# Its title.
calendar-summary = Move { $devices ->
    [one] your device
   *[other] your { $devices } devices
 } to { $to }
# The name of the file, ending in .ics.
calendar-file = move.ics
# Its text, line by line.
calendar-purpose = This time is for moving to { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }It takes about { $minutes } minute.
   *[other] { " " }It takes about { $minutes } minutes.
 }
calendar-other-time = Does another time suit you better? Reschedule this appointment. The last day is { $deadline }.
# Of a request, which its reader cannot move.
calendar-other-meeting = Does another time suit you better? Remove this appointment and put in one of your own. The last day is { $deadline }.
calendar-page = You start here:
calendar-helpdesk = Helpdesk:
# Of an appointment at a desk, which the data has: its title, its text, and who cannot come.
calendar-visit-summary = Appointment for { $to }
calendar-visit-purpose = This is your appointment for { $to }.
calendar-visit-other = Can you not come then? Let the helpdesk know.
